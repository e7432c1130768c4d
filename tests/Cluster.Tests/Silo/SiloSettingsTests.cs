using AccountGrains.Grains;
using AccountGrains.Silo;
using Microsoft.Extensions.Configuration;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>What the settings are, unset and set.</summary>
public sealed class SiloSettingsTests
{
    [Fact]
    public void Read_OfNothing_GivesTheDefaults()
    {
        var settings = Read();

        Assert.Equal(new AccountsOptions(), settings.Accounts);
        Assert.Equal(new SiloOptions(), settings.Silo);
        Assert.Null(settings.ConnectionString);
    }

    [Fact]
    public void Read_OfEveryOption_SetsIt()
    {
        var settings = Read(
            "Accounts:Window=1",
            "Accounts:QueueLength=2",
            "Accounts:BatchSize=3",
            "Accounts:DatabaseTimeout=00:00:02",
            "Accounts:LockTimeout=00:00:02.5",
            "Accounts:CallTimeout=00:10:00",
            "Accounts:ClusterId=east",
            "Accounts:ServiceId=money",
            "Accounts:AdvertisedAddress=10.0.0.1",
            "Accounts:SiloPort=1",
            "Accounts:GatewayPort=65535",
            "Accounts:AdminPort=2",
            "Accounts:AdminToken=0123456789abcdef",
            "Accounts:SiloName=first",
            "Accounts:Schema=Wait",
            "ConnectionStrings:Accounts=Host=db");

        AssertAllDiffer(new AccountsOptions(), settings.Accounts);
        AssertAllDiffer(new SiloOptions(), settings.Silo);
        Assert.Equal("0123456789abcdef", settings.AdminToken);
        Assert.Equal("Host=db", settings.ConnectionString);
    }

    [Fact]
    public void Read_OfAKeyInOtherLetters_IsTheSame() => Assert.Equal(7, Read("accounts:window=7").Accounts.Window);

    [Fact]
    public void Check_OfSettings_Passes() =>
        Arguments.Check(["--Accounts:SiloPort", "11112", "--accounts:window=8", "--Logging:LogLevel:Default=Debug"]);

    private static SiloSettings Read(params string[] settings) =>
        SiloSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings
                .Select(setting => setting.Split('=', 2))
                .Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])))
            .Build());

    private static void AssertAllDiffer<T>(T unset, T set) =>
        Assert.All(typeof(T).GetProperties(), property => Assert.NotEqual(property.GetValue(unset), property.GetValue(set)));
}
