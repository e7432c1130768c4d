using AccountGrains.Client;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>What the options refuse, and in which words.</summary>
public sealed class OptionsTests
{
    public static TheoryData<AccountsClientOptions, string> Refused => new()
    {
        { new() { Gateways = [] }, "Gateways: is empty; at least one host:port is needed" },
        { new() { Gateways = ["silo"] }, "Gateways: 'silo' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = ["silo:0"] }, "Gateways: 'silo:0' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = ["silo:65536"] }, "Gateways: 'silo:65536' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = ["silo:1/x"] }, "Gateways: 'silo:1/x' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = ["me@silo:1"] }, "Gateways: 'me@silo:1' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = ["tcp://silo:1"] }, "Gateways: 'tcp://silo:1' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = [" silo:1"] }, "Gateways: ' silo:1' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = [":1"] }, "Gateways: ':1' is not host:port with a port of 1 to 65535" },
        { new() { Gateways = ["silo:1", ""] }, "Gateways: '' is not host:port with a port of 1 to 65535" },
        { Valid(options => options.ClusterId = " "), "ClusterId: is missing; the id that the silos have is needed" },
        { Valid(options => options.ServiceId = ""), "ServiceId: is missing; the id that the silos have is needed" },
        {
            Valid(options => options.Deadline = TimeSpan.FromHours(1.5)),
            "Deadline: 01:30:00 is not above 0 and at most 01:00:00"
        },
        {
            Valid(options => options.CallTimeout = TimeSpan.Zero),
            "CallTimeout: 00:00:00 is not above 0 and below the Deadline of 00:00:30"
        },
        {
            Valid(options => options.CallTimeout = options.Deadline),
            "CallTimeout: 00:00:30 is not above 0 and below the Deadline of 00:00:30"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_OneValueThatCannotWork_NamesOptionValueAndLimit(AccountsClientOptions options, string problem)
    {
        Assert.Equal([problem], Check(options));
    }

    [Fact]
    public void Validate_NothingButGateways_IsEnough() => Assert.Empty(Check(Valid(_ => { })));

    [Theory]
    [InlineData("silo:1", "silo", 1)]
    [InlineData("Silo.prod.svc.cluster.local:30000", "silo.prod.svc.cluster.local", 30000)]
    [InlineData("my_silo:65535", "my_silo", 65535)]
    [InlineData("10.0.0.1:30000", "10.0.0.1", 30000)]
    [InlineData("[::1]:30000", "::1", 30000)]
    public void Validate_HostAndPort_IsAGateway(string text, string host, int port)
    {
        Assert.Empty(Check(new AccountsClientOptions { Gateways = [text] }));

        Assert.True(Gateway.TryParse(text, out var gateway));
        Assert.Equal(new Gateway(host, port), gateway);
    }

    [Fact]
    public void Validate_NoDeadline_NamesBothTimes()
    {
        var problems = Check(Valid(options => options.Deadline = TimeSpan.Zero));

        Assert.Equal(["Deadline", "CallTimeout"], problems.Select(problem => problem.Split(':')[0]));
    }

    [Fact]
    public void Validate_ClusterFoundInAnotherWay_TakesNoGateways()
    {
        Assert.Empty(Check(new AccountsClientOptions(), usesGateways: false));
        Assert.Equal(
            ["Gateways: must be empty where the cluster is found in another way"], Check(Valid(_ => { }), usesGateways: false));
    }

    private static AccountsClientOptions Valid(Action<AccountsClientOptions> change)
    {
        var options = new AccountsClientOptions { Gateways = ["silo:30000"] };
        change(options);
        return options;
    }

    private static string[] Check(AccountsClientOptions options, bool usesGateways = true) =>
        [.. new AccountsClientOptionsCheck(usesGateways).Validate(name: null, options).Failures ?? []];
}
