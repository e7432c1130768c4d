using AccountGrains.Grains;
using AccountGrains.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Each setting that is refused, and what the refusal says.</summary>
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

    [Theory]
    [InlineData("Accounts:Window=0", "Accounts:Window: '0' must be from 1 to 65536")]
    [InlineData("Accounts:Window=65537", "Accounts:Window: '65537' must be from 1 to 65536")]
    [InlineData("Accounts:Window=", "Accounts:Window: '' must be a whole number")]
    [InlineData("Accounts:Window=many", "Accounts:Window: 'many' must be a whole number")]
    [InlineData("Accounts:Window=1.5", "Accounts:Window: '1.5' must be a whole number")]
    [InlineData("Accounts:QueueLength=0", "Accounts:QueueLength: '0' must be from 1 to 1048576")]
    [InlineData("Accounts:BatchSize=-1", "Accounts:BatchSize: '-1' must be from 1 to 65536")]
    [InlineData("Accounts:DatabaseTimeout=00:00:00", "Accounts:DatabaseTimeout: '00:00:00' must be from 00:00:01 to 00:10:00")]
    [InlineData("Accounts:DatabaseTimeout=00:00:01.5", "Accounts:DatabaseTimeout: '00:00:01.5000000' must be in whole seconds")]
    [InlineData("Accounts:LockTimeout=8", "Accounts:LockTimeout: '8' must be a time such as 00:00:08")]
    [InlineData("Accounts:LockTimeout=soon", "Accounts:LockTimeout: 'soon' must be a time such as 00:00:08")]
    [InlineData("Accounts:CallTimeout=00:10:01", "Accounts:CallTimeout: '00:10:01' must be from 00:00:01 to 00:10:00")]
    [InlineData("Accounts:SiloPort=0", "Accounts:SiloPort: '0' must be from 1 to 65535")]
    [InlineData("Accounts:GatewayPort=65536", "Accounts:GatewayPort: '65536' must be from 1 to 65535")]
    [InlineData("Accounts:GatewayPort=11111", "Accounts:GatewayPort: '11111' must be another port than Accounts:SiloPort")]
    [InlineData("Accounts:AdvertisedAddress=db", "Accounts:AdvertisedAddress: 'db' must be the IP address of one machine")]
    [InlineData(
        "Accounts:AdvertisedAddress=0.0.0.0",
        "Accounts:AdvertisedAddress: '0.0.0.0' must be the IP address of one machine")]
    [InlineData(
        "Accounts:AdvertisedAddress=224.0.0.1",
        "Accounts:AdvertisedAddress: '224.0.0.1' must be the IP address of one machine")]
    [InlineData("Accounts:AdvertisedAddress=::", "Accounts:AdvertisedAddress: '::' must be the IP address of one machine")]
    [InlineData("Accounts:ClusterId=", "Accounts:ClusterId: '' must be 1 to 100 letters, digits, dots, hyphens or underscores")]
    [InlineData(
        "Accounts:ServiceId=a b",
        "Accounts:ServiceId: 'a b' must be 1 to 100 letters, digits, dots, hyphens or underscores")]
    public void Read_OfABadValue_IsRefusedWithItsKeyAndWhatItMustBe(string setting, string message) =>
        Assert.Equal(message, Refusal(setting));

    [Theory]
    [InlineData(
        "Accounts:LockTimeout=00:00:05",
        "Accounts:LockTimeout: '00:00:05' must be more than Accounts:DatabaseTimeout, which is 00:00:05")]
    [InlineData(
        "Accounts:CallTimeout=00:00:08",
        "Accounts:CallTimeout: '00:00:08' must be more than Accounts:LockTimeout, which is 00:00:08")]
    public void Read_OfATimeoutThatEndsBeforeAnInnerOne_IsRefused(string setting, string message) =>
        Assert.Equal(message, Refusal(setting));

    [Theory]
    [InlineData("Accounts:LockTimout=00:00:09", "Accounts:LockTimout is not known: the nearest is Accounts:LockTimeout")]
    [InlineData("Accounts:Port=1", "Accounts:Port is not known: the nearest is Accounts:SiloPort")]
    [InlineData("Accounts:Window:Size=1", "Accounts:Window:Size is not known: the nearest is Accounts:Window")]
    [InlineData(
        "ConnectionStrings:Account=Host=db",
        "ConnectionStrings:Account is not known: the silo reads ConnectionStrings:Accounts")]
    public void Read_OfAnUnknownKey_IsRefusedWithTheNearest(string setting, string message) =>
        Assert.Equal(message, Refusal(setting));

    [Fact]
    public void Read_OfAKeyInOtherLetters_IsTheSame() => Assert.Equal(7, Read("accounts:window=7").Accounts.Window);

    [Theory]
    [InlineData("accounts.db", "must be a PostgreSQL connection string")]
    [InlineData("Data Source=accounts.db;Password=hidden", "must be a PostgreSQL connection string")]
    [InlineData("", "ConnectionStrings:Accounts is empty")]
    [InlineData("Host=db;Prot=1;Password=hidden", "ConnectionStrings:Accounts is malformed")]
    [InlineData(
        "Host=db;Password=hidden;CommandTimeout=60",
        "has a Command Timeout: leave it out and set Accounts:DatabaseTimeout")]
    [InlineData("Host=db;Password=hidden;Timeout=60", "has a Timeout: leave it out and set Accounts:DatabaseTimeout")]
    public void Read_OfAConnectionStringThatCannotBeUsed_IsRefusedAndDoesNotShowIt(string store, string message)
    {
        var refusal = Refusal($"ConnectionStrings:Accounts={store}");

        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfSeveralBadValues_NamesThemAll()
    {
        string[] keys = ["Accounts:Window", "Accounts:BatchSize", "Accounts:SiloPort"];

        var refused = Assert.Throws<AggregateException>(() => Read([.. keys.Select(key => $"{key}=0")]));

        Assert.All(keys, key => Assert.Contains($"{key}: '0'", refused.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--SiloPort", "11112")]
    [InlineData("--Acounts:SiloPort=11112")]
    [InlineData("Accounts:SiloPort=11112")]
    [InlineData("--help")]
    [InlineData("--Accounts:SiloPort=11112", "more")]
    [InlineData("--Accounts:SiloPort")]
    public void Check_OfAnArgumentThatNothingReads_IsRefused(params string[] arguments) =>
        Assert.Throws<SettingsException>(() => Arguments.Check(arguments));

    [Fact]
    public void Check_OfSettings_Passes() =>
        Arguments.Check(["--Accounts:SiloPort", "11112", "--accounts:window=8", "--Logging:LogLevel:Default=Debug"]);

    private static SiloSettings Read(params string[] settings) =>
        SiloSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings
                .Select(setting => setting.Split('=', 2))
                .Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])))
            .Build());

    private static string Refusal(string setting) => Assert.Throws<OptionsValidationException>(() => Read(setting)).Message;

    private static void AssertAllDiffer<T>(T unset, T set) =>
        Assert.All(typeof(T).GetProperties(), property => Assert.NotEqual(property.GetValue(unset), property.GetValue(set)));
}
