using System.Net;
using System.Net.Sockets;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>How the process starts without a database, and what it says when it cannot.</summary>
public sealed class SiloProcessTests
{
    private const string NoServer = "Host=127.0.0.1;Port=1;Username=nobody;Password=hidden";

    [Fact]
    public async Task Start_WithoutADatabase_IsReadyAndWarnsThatNothingIsKept()
    {
        await using var silo = await SiloProcess.StartAsync(null);

        Assert.EndsWith(
            $"silo ready: gateway 127.0.0.1:{silo.GatewayPort}, silo 127.0.0.1:{silo.SiloPort}, "
                + $"admin 127.0.0.1:{silo.AdminPort}, store memory",
            await silo.WaitUntilReadyAsync(),
            StringComparison.Ordinal);
        Assert.Contains("NOTHING IS KEPT", silo.Output, StringComparison.Ordinal);
        Assert.Equal(0, await silo.StopAsync());
        Assert.Equal("", silo.Errors);
    }

    // What else may be wrong with a setting, WrongSettingsTests shows without a process.
    [Theory]
    [InlineData("Accounts:Window=0", "Accounts:Window: '0' must be")]
    [InlineData("Window=1", "'--Window' is not known")]
    public async Task Start_WithABadSetting_IsRefusedInOneLine(string setting, string words)
    {
        await using var silo = SiloProcess.Start(null, setting);

        await silo.ExpectRefusalAsync(words);
        Assert.Equal("", silo.Output);
    }

    [Fact]
    public async Task Start_WithADatabaseThatCannotBeReached_IsRefusedInOneLineWithoutItsPassword()
    {
        await using var silo = SiloProcess.Start(NoServer);

        await silo.ExpectRefusalAsync("PostgreSQL 127.0.0.1:1/nobody: Failed to connect");
        Assert.DoesNotContain("hidden", silo.Errors + silo.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accounts__AdminToken", "hidden", "Accounts:AdminToken must be 16 to 256")]
    [InlineData("ConnectionString__Accounts", "Host=db", "ConnectionString is not known: the section is ConnectionStrings")]
    public async Task Start_WithABadSettingInTheEnvironment_IsRefusedInOneLine(string name, string value, string words)
    {
        await using var silo = SiloProcess.Launch(new Dictionary<string, string?> { [name] = value });

        await silo.ExpectRefusalAsync(words);
        Assert.Equal("", silo.Output);
        Assert.DoesNotContain("hidden", silo.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Accounts\": { \"Schema\": true } }", "Accounts:Schema: 'True' must be migrate or wait")]
    [InlineData("{ \"Accounts\": { \"Window\": 0 }", "Failed to load configuration from file")]
    public async Task Start_WithABadFileOfSettings_IsRefusedInOneLine(string json, string words)
    {
        var environment = $"test-{Guid.NewGuid():N}";
        var file = Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, json);
        try
        {
            await using var silo = SiloProcess.Launch(new Dictionary<string, string?> { ["DOTNET_ENVIRONMENT"] = environment });

            await silo.ExpectRefusalAsync(words);
            Assert.Equal("", silo.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("SiloPort")]
    [InlineData("GatewayPort")]
    [InlineData("AdminPort")]
    public async Task Start_OnAPortThatIsTaken_IsRefusedInOneLine(string key)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var silo = SiloProcess.Start(null, $"Accounts:{key}={port}");

        await silo.ExpectRefusalAsync($"Accounts:{key}: 127.0.0.1 port {port} cannot be listened on: ");
    }
}
