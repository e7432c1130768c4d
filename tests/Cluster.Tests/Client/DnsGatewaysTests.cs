using System.Net;
using System.Net.Sockets;
using AccountGrains.Client;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Cluster.Tests.Client;

public sealed class DnsGatewaysTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly LogCapture<DnsGateways> log = new();
    private readonly Dictionary<string, string[]> names = [];

    [Fact]
    public async Task GetGateways_NameOfManySilos_GivesAllOfThemInOneOrder()
    {
        names["silos"] = ["10.0.0.2", "10.0.0.1"];

        Assert.Equal(["gwy.tcp://10.0.0.1:30000/0", "gwy.tcp://10.0.0.2:30000/0"], await Find(Of("silos:30000")));
    }

    [Fact]
    public async Task GetGateways_SilosComeAndGo_GivesThoseOfNow()
    {
        names["silos"] = ["10.0.0.1", "10.0.0.2"];
        var gateways = Of("silos:30000");
        await gateways.GetGateways();
        names["silos"] = ["10.0.0.2", "10.0.0.3"];

        Assert.Equal(["gwy.tcp://10.0.0.2:30000/0", "gwy.tcp://10.0.0.3:30000/0"], await Find(gateways));
    }

    [Fact]
    public async Task GetGateways_OneNameFails_GivesTheOthers()
    {
        names["good"] = ["10.0.0.1"];

        Assert.Equal(["gwy.tcp://10.0.0.1:30000/0"], await Find(Of("bad:30000", "good:30000")));
        Assert.Contains("bad", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetGateways_NameFailsLater_KeepsItsLastAddresses()
    {
        names["silos"] = ["10.0.0.1"];
        var gateways = Of("silos:30000");
        await gateways.GetGateways();
        names.Clear();

        Assert.Equal(["gwy.tcp://10.0.0.1:30000/0"], await Find(gateways));
    }

    [Fact]
    public async Task GetGateways_NameServerSaysNothing_GivesTheOthersAfterFiveSeconds()
    {
        names["good"] = ["10.0.0.1"];
        names["slow"] = [];
        var finding = Find(Of("good:30000", "slow:30000"));
        Assert.False(finding.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["gwy.tcp://10.0.0.1:30000/0"], await finding);
    }

    [Fact]
    public async Task GetGateways_TwoNamesOfOneSilo_GivesItOnce()
    {
        names["a"] = names["b"] = ["10.0.0.1"];

        Assert.Single(await Find(Of("a:30000", "b:30000")));
    }

    [Fact]
    public async Task GetGateways_HostOfBothFamilies_IsOneSilo()
    {
        names["silo"] = ["fd00::1", "10.0.0.1"];
        names["modern"] = ["fd00::2"];

        Assert.Equal(
            ["gwy.tcp://10.0.0.1:30000/0", "gwy.tcp://[fd00::2]:30000/0"], await Find(Of("silo:30000", "modern:30000")));
    }

    private DnsGateways Of(params string[] hosts) => new(hosts, ResolveAsync, clock, log);

    private static async Task<string[]> Find(DnsGateways gateways) =>
        [.. (await gateways.GetGateways()).Select(gateway => gateway.ToString())];

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (!names.TryGetValue(host, out var addresses)) throw new SocketException((int)SocketError.HostNotFound);
        if (addresses.Length == 0) await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
        return [.. addresses.Select(IPAddress.Parse)];
    }
}
