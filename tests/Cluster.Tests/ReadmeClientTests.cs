using System.Diagnostics;
using AccountGrains.Cluster.Tests.Silo;

namespace AccountGrains.Cluster.Tests;

/// <summary>The client of the README, a process of its own, with a silo as a first look has it.</summary>
public sealed class ReadmeClientTests
{
    [Fact]
    public async Task Program_OfTheReadme_DoesWhatItSays()
    {
        await using var silo = await SiloProcess.StartAsync(null);

        Assert.Equal("Applied, alice has -30.00, again: False", await RunAsync($"127.0.0.1:{silo.GatewayPort}"));
        Assert.Equal("Applied, alice has -30.00, again: True", await RunAsync($"127.0.0.1:{silo.GatewayPort}"));
    }

    [Fact]
    public void Program_InTheReadme_IsTheOneThatRuns()
    {
        var program = File.ReadAllText(Path.Combine(Repository.Root, "tests", "ReadmeClient", "Program.cs"));
        Assert.Contains(program.Trim(), File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string gateway)
    {
        // Where it was built: beside the tests it would lack what these take from another framework.
        var folder = AppContext.BaseDirectory.Replace("Cluster.Tests", "ReadmeClient", StringComparison.Ordinal);
        var program = Path.Combine(folder, "AccountGrains.ReadmeClient.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, gateway]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n').Single(line => line.StartsWith("Applied", StringComparison.Ordinal)).Trim();
    }
}
