using AccountGrains.Silo;
using Microsoft.Extensions.Configuration;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>
/// Wrong configurations, a row each: the start is refused by a line that names the key and the fix and shows no secret. They take
/// the way of the program, short of its process.
/// </summary>
public sealed class WrongSettingsTests
{
    private const string Number = "must be a whole number";
    private const string TimeRange = "from 00:00:01 to 00:10:00";
    private const string Name = "must be 1 to 100 letters, digits, dots, hyphens or underscores";
    private const string TokenShape = "must be 16 to 256 printable ASCII characters without spaces";
    private const string Level = "must be Trace or Debug or Information or Warning or Error or Critical or None";
    private const string Time = "must be a time such as 00:00:08";
    private const string Address = "must be the IP address of one machine";
    private const string Mode = "must be migrate or wait";
    private const string PortRange = "from 1 to 65535";
    private const string Postgres = "must be a PostgreSQL connection string, such as Host=db;Database=ledger;Username=ledger";
    private const string Malformed = "is malformed";
    private const string OtherStore = "is not known: the silo reads ConnectionStrings:Accounts";

    [Theory]
    [InlineData("Accounts:Window=0", "'0' must be from 1 to 65536")]
    [InlineData("Accounts:Window=-1", "'-1' must be from 1 to 65536")]
    [InlineData("Accounts:Window=65537", "'65537' must be from 1 to 65536")]
    [InlineData("Accounts:Window=", "'' " + Number)]
    [InlineData("Accounts:Window=many", "'many' " + Number)]
    [InlineData("Accounts:Window=1.5", "'1.5' " + Number)]
    [InlineData("Accounts:QueueLength=0", "'0' must be from 1 to 1048576")]
    [InlineData("Accounts:QueueLength=-1", "'-1' must be from 1 to 1048576")]
    [InlineData("Accounts:QueueLength=1048577", "'1048577' must be from 1 to 1048576")]
    [InlineData("Accounts:QueueLength=", "'' " + Number)]
    [InlineData("Accounts:QueueLength=many", "'many' " + Number)]
    [InlineData("Accounts:QueueLength=1.5", "'1.5' " + Number)]
    [InlineData("Accounts:BatchSize=0", "'0' must be from 1 to 65536")]
    [InlineData("Accounts:BatchSize=-1", "'-1' must be from 1 to 65536")]
    [InlineData("Accounts:BatchSize=65537", "'65537' must be from 1 to 65536")]
    [InlineData("Accounts:BatchSize=", "'' " + Number)]
    [InlineData("Accounts:BatchSize=many", "'many' " + Number)]
    [InlineData("Accounts:BatchSize=1.5", "'1.5' " + Number)]
    [InlineData("Accounts:Window=99999999999", "'99999999999' " + Number)]
    [InlineData("Accounts:SiloPort=0", "'0' must be " + PortRange)]
    [InlineData("Accounts:SiloPort=-1", "'-1' must be " + PortRange)]
    [InlineData("Accounts:SiloPort=65536", "'65536' must be " + PortRange)]
    [InlineData("Accounts:SiloPort=", "'' " + Number)]
    [InlineData("Accounts:SiloPort=http", "'http' " + Number)]
    [InlineData("Accounts:GatewayPort=0", "'0' must be " + PortRange)]
    [InlineData("Accounts:GatewayPort=-1", "'-1' must be " + PortRange)]
    [InlineData("Accounts:GatewayPort=65536", "'65536' must be " + PortRange)]
    [InlineData("Accounts:GatewayPort=", "'' " + Number)]
    [InlineData("Accounts:GatewayPort=http", "'http' " + Number)]
    [InlineData("Accounts:AdminPort=0", "'0' must be " + PortRange)]
    [InlineData("Accounts:AdminPort=-1", "'-1' must be " + PortRange)]
    [InlineData("Accounts:AdminPort=65536", "'65536' must be " + PortRange)]
    [InlineData("Accounts:AdminPort=", "'' " + Number)]
    [InlineData("Accounts:AdminPort=http", "'http' " + Number)]
    [InlineData("Accounts:AdminPort=tcp://10.0.0.1:8080", "'tcp://10.0.0.1:8080' " + Number)]
    public void Read_OfAWrongNumber_IsRefusedWithItsKeyAndWhatItMustBe(string setting, string fix) =>
        ExpectRefusal(setting[..setting.IndexOf('=', StringComparison.Ordinal)], fix, setting);

    [Theory]
    [InlineData("Accounts:DatabaseTimeout=00:00:00", "'00:00:00' must be " + TimeRange)]
    [InlineData("Accounts:DatabaseTimeout=00:10:01", "'00:10:01' must be " + TimeRange)]
    [InlineData("Accounts:DatabaseTimeout=-00:00:05", "'-00:00:05' must be " + TimeRange)]
    [InlineData("Accounts:DatabaseTimeout=8", "'8' " + Time)]
    [InlineData("Accounts:DatabaseTimeout=", "'' " + Time)]
    [InlineData("Accounts:DatabaseTimeout=soon", "'soon' " + Time)]
    [InlineData("Accounts:DatabaseTimeout=8s", "'8s' " + Time)]
    [InlineData("Accounts:LockTimeout=00:00:00", "'00:00:00' must be " + TimeRange)]
    [InlineData("Accounts:LockTimeout=00:10:01", "'00:10:01' must be " + TimeRange)]
    [InlineData("Accounts:LockTimeout=-00:00:05", "'-00:00:05' must be " + TimeRange)]
    [InlineData("Accounts:LockTimeout=8", "'8' " + Time)]
    [InlineData("Accounts:LockTimeout=", "'' " + Time)]
    [InlineData("Accounts:LockTimeout=soon", "'soon' " + Time)]
    [InlineData("Accounts:LockTimeout=8s", "'8s' " + Time)]
    [InlineData("Accounts:CallTimeout=00:00:00", "'00:00:00' must be " + TimeRange)]
    [InlineData("Accounts:CallTimeout=00:10:01", "'00:10:01' must be " + TimeRange)]
    [InlineData("Accounts:CallTimeout=-00:00:05", "'-00:00:05' must be " + TimeRange)]
    [InlineData("Accounts:CallTimeout=8", "'8' " + Time)]
    [InlineData("Accounts:CallTimeout=", "'' " + Time)]
    [InlineData("Accounts:CallTimeout=soon", "'soon' " + Time)]
    [InlineData("Accounts:CallTimeout=8s", "'8s' " + Time)]
    [InlineData("Accounts:DatabaseTimeout=00:00:01.5", "must be in whole seconds")]
    public void Read_OfAWrongTime_IsRefusedWithItsKeyAndWhatItMustBe(string setting, string fix) =>
        ExpectRefusal(setting[..setting.IndexOf('=', StringComparison.Ordinal)], fix, setting);

    [Theory]
    [InlineData("Accounts:ClusterId=", "'' " + Name)]
    [InlineData("Accounts:ClusterId=a b", "'a b' " + Name)]
    [InlineData("Accounts:ClusterId=blue/green", "'blue/green' " + Name)]
    [InlineData("Accounts:ServiceId=", "'' " + Name)]
    [InlineData("Accounts:ServiceId=a b", "'a b' " + Name)]
    [InlineData("Accounts:ServiceId=blue/green", "'blue/green' " + Name)]
    [InlineData("Accounts:SiloName=", "'' " + Name)]
    [InlineData("Accounts:SiloName=a b", "'a b' " + Name)]
    [InlineData("Accounts:SiloName=blue/green", "'blue/green' " + Name)]
    [InlineData("Accounts:AdvertisedAddress=", "'' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=db", "'db' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=0.0.0.0", "'0.0.0.0' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=224.0.0.1", "'224.0.0.1' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=255.255.255.255", "'255.255.255.255' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=::", "'::' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=ff02::1", "'ff02::1' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=10.0.0.1:11111", "'10.0.0.1:11111' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=http://10.0.0.1", "'http://10.0.0.1' " + Address)]
    [InlineData("Accounts:AdvertisedAddress=300.1.1.1", "'300.1.1.1' " + Address)]
    [InlineData("Accounts:AdminToken=", TokenShape)]
    [InlineData("Accounts:AdminToken=hidden", TokenShape)]
    [InlineData("Accounts:AdminToken=hidden-90123456 ", TokenShape)]
    [InlineData("Accounts:AdminToken=hidden 9012345678", TokenShape)]
    [InlineData("Accounts:AdminToken=hidden-\u00e4-012345678", TokenShape)]
    [InlineData("Accounts:AdminToken=hidden-\t-012345678", TokenShape)]
    [InlineData("Accounts:Schema=", "'' " + Mode)]
    [InlineData("Accounts:Schema=none", "'none' " + Mode)]
    [InlineData("Accounts:Schema=Migrated", "'Migrated' " + Mode)]
    [InlineData("Accounts:Schema=1", "'1' " + Mode)]
    [InlineData("Accounts:Schema=migrate,wait", "'migrate,wait' " + Mode)]
    public void Read_OfAWrongWord_IsRefusedWithItsKeyAndWhatItMustBe(string setting, string fix) =>
        ExpectRefusal(setting[..setting.IndexOf('=', StringComparison.Ordinal)], fix, setting);

    [Theory]
    [InlineData("Accounts:LockTimout=1", "is not known: the nearest is Accounts:LockTimeout")]
    [InlineData("Accounts:Port=1", "is not known: the nearest is Accounts:SiloPort")]
    [InlineData("Accounts:Windwo=1", "is not known: the nearest is Accounts:Window")]
    [InlineData("Accounts:AdminTokn=1", "is not known: the nearest is Accounts:AdminToken")]
    [InlineData("Accounts:AdminTok=1", "is not known: the nearest is Accounts:AdminToken")]
    [InlineData("Accounts:SchemaMode=1", "is not known: the nearest is Accounts:Schema")]
    [InlineData("Accounts:Name=1", "is not known: the nearest is Accounts:SiloName")]
    [InlineData("Accounts:Window:Size=1", "is not known: the nearest is Accounts:Window")]
    [InlineData("Accounts:Clusterid2=1", "is not known: the nearest is Accounts:ClusterId")]
    [InlineData("Accounts:Gateway_Port=1", "is not known: the nearest is Accounts:GatewayPort")]
    [InlineData("Accounts:BatchSizes=1", "is not known: the nearest is Accounts:BatchSize")]
    public void Read_OfAKeyThatNothingReads_IsRefusedWithTheNearest(string setting, string fix) =>
        ExpectRefusal(setting[..setting.IndexOf('=', StringComparison.Ordinal)], fix, setting);

    [Theory]
    [InlineData("ConnectionStrings:Account=Host=db", OtherStore)]
    [InlineData("ConnectionStrings:Default=Host=db", OtherStore)]
    [InlineData("ConnectionStrings:Accounts=accounts.db", Postgres)]
    [InlineData("ConnectionStrings:Accounts=Data Source=accounts.db;Password=hidden", Postgres)]
    [InlineData("ConnectionStrings:Accounts=postgres://user:hidden@db/ledger", Postgres)]
    [InlineData("ConnectionStrings:Accounts=db", Postgres)]
    [InlineData("ConnectionStrings:Accounts=Password=hidden", Postgres)]
    [InlineData("ConnectionStrings:Accounts=", "is empty: leave it out for a silo that keeps nothing")]
    [InlineData("ConnectionStrings:Accounts= ", "is empty: leave it out for a silo that keeps nothing")]
    [InlineData("ConnectionStrings:Accounts=Host=db;Prot=1;Password=hidden", Malformed)]
    [InlineData("ConnectionStrings:Accounts=Host=db;Port=hidden", Malformed)]
    [InlineData("ConnectionStrings:Accounts=Host=db;Username", Malformed)]
    [InlineData("ConnectionStrings:Accounts=Host=db;SSL Mode=hidden", Malformed)]
    [InlineData("ConnectionStrings:Accounts=Host=db;Maximum Pool Size=-1;Password=hidden", Malformed)]
    [InlineData(
        "ConnectionStrings:Accounts=Host=db;Password=hidden;CommandTimeout=60",
        "has a Command Timeout: leave it out and set Accounts:DatabaseTimeout")]
    [InlineData(
        "ConnectionStrings:Accounts=Host=db;Password=hidden;Command Timeout=0",
        "has a Command Timeout: leave it out and set Accounts:DatabaseTimeout")]
    [InlineData(
        "ConnectionStrings:Accounts=Host=db;Password=hidden;Timeout=60",
        "has a Timeout: leave it out and set Accounts:DatabaseTimeout")]
    public void Read_OfADatabaseThatCannotBeUsed_IsRefusedWithItsKeyAndTheFix(string setting, string fix) =>
        ExpectRefusal(setting[..setting.IndexOf('=', StringComparison.Ordinal)], fix, setting);

    [Theory]
    [InlineData("Logging:LogLevel:Default=Loud", "'Loud' " + Level)]
    [InlineData("Logging:LogLevel:Orleans=Warn", "'Warn' " + Level)]
    [InlineData("Logging:Console:LogLevel:Default=verbose", "'verbose' " + Level)]
    [InlineData("Logging:LogLevel:Default=9", "'9' " + Level)]
    public void Read_OfALogLevelThatThereIsNot_IsRefusedWithItsKeyAndThoseThatThereAre(string setting, string fix) =>
        ExpectRefusal(setting[..setting.IndexOf('=', StringComparison.Ordinal)], fix, setting);

    [Theory]
    [InlineData("Accounts:GatewayPort", "'11111' must be another port than Accounts:SiloPort", "Accounts:GatewayPort=11111")]
    [InlineData("Accounts:AdminPort", "'11111' must be another port than Accounts:SiloPort", "Accounts:AdminPort=11111")]
    [InlineData("Accounts:AdminPort", "'30000' must be another port than Accounts:GatewayPort", "Accounts:AdminPort=30000")]
    [InlineData(
        "Accounts:GatewayPort",
        "'8080' must be another port than Accounts:SiloPort",
        "Accounts:SiloPort=8080",
        "Accounts:GatewayPort=8080",
        "Accounts:AdminPort=8081")]
    [InlineData(
        "Accounts:LockTimeout",
        "must be more than Accounts:DatabaseTimeout, which is 00:00:05",
        "Accounts:LockTimeout=00:00:05")]
    [InlineData(
        "Accounts:LockTimeout",
        "must be more than Accounts:DatabaseTimeout, which is 00:00:09",
        "Accounts:DatabaseTimeout=00:00:09")]
    [InlineData(
        "Accounts:CallTimeout",
        "must be more than Accounts:LockTimeout, which is 00:00:08",
        "Accounts:CallTimeout=00:00:08")]
    [InlineData(
        "Accounts:CallTimeout",
        "must be more than Accounts:LockTimeout, which is 00:00:30",
        "Accounts:LockTimeout=00:00:30")]
    [InlineData(
        "Accounts:Schema",
        "ConnectionStrings:Accounts is not: a silo without a database has no schema",
        "Accounts:Schema=wait")]
    public void Read_OfSettingsThatDoNotGoTogether_IsRefusedWithTheKeyToChange(
        string key, string fix, params string[] settings) =>
        ExpectRefusal(key, fix, settings);

    [Theory]
    [InlineData("Acounts", "the section is Accounts")]
    [InlineData("Account", "the section is Accounts")]
    [InlineData("ConnectionString", "the section is ConnectionStrings")]
    [InlineData("ConectionStrings", "the section is ConnectionStrings")]
    public void Read_OfASectionThatIsNearlyOurs_IsRefused(string section, string fix)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create($"{section}:Accounts", (string?)"Host=db")])
            .Build();

        Expect(section, fix, Record.Exception(() => SiloSettings.Read(configuration)));
    }

    [Theory]
    [InlineData("--SiloPort", "a setting is given as --Accounts:SiloPort=11112", "11112")]
    [InlineData("--Acounts:SiloPort", "a setting is given as --Accounts:SiloPort=11112", "11112")]
    [InlineData("Accounts:SiloPort", "a setting is given as --Accounts:SiloPort=11112")]
    [InlineData("-Accounts:SiloPort", "a setting is given as --Accounts:SiloPort=11112")]
    [InlineData("--help", "a setting is given as --Accounts:SiloPort=11112")]
    [InlineData("--urls", "a setting is given as --Accounts:SiloPort=11112", "http://*:80")]
    [InlineData("--Kestrel:Endpoints:Http:Url", "a setting is given as --Accounts:SiloPort=11112", "http://*:80")]
    [InlineData("--Accounts:SiloPort", "its value is missing")]
    public void Read_OfAnArgumentThatIsNoSetting_IsRefusedWithHowOneIsGiven(string argument, string fix, params string[] more) =>
        Expect(argument, fix, Record.Exception(() => SiloHost.Read([argument, .. more])));

    [Theory]
    [InlineData("ClusterId", 101, Name)]
    [InlineData("ServiceId", 101, Name)]
    [InlineData("SiloName", 101, Name)]
    [InlineData("AdminToken", 15, TokenShape)]
    [InlineData("AdminToken", 257, TokenShape)]
    public void Read_OfATextOfAWrongLength_IsRefusedWithItsKeyAndWhatItMustBe(string key, int length, string fix) =>
        ExpectRefusal($"Accounts:{key}", fix, $"Accounts:{key}={new string('a', length)}");

    [Fact]
    public void Read_OfSeveralWrongSettings_NamesThemAll()
    {
        string[] keys = ["Accounts:Window", "Accounts:BatchSize", "Accounts:SiloPort"];

        var line = Failure.Line(Assert.ThrowsAny<Exception>(() => SiloHost.Read([.. keys.Select(key => $"--{key}=0")])));

        Assert.All(keys, key => Assert.Contains($"{key}: '0'", line, StringComparison.Ordinal));
    }

    private static void ExpectRefusal(string key, string fix, params string[] settings) =>
        Expect(key, fix, Record.Exception(() => SiloHost.Read([.. settings.Select(setting => $"--{setting}")])));

    private static void Expect(string key, string fix, Exception? refusal)
    {
        Assert.NotNull(refusal);
        var line = Failure.Line(refusal);
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains(fix, line, StringComparison.Ordinal);
        Assert.DoesNotMatch("hidden|unexpected error|\n", line);
    }
}
