using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Orleans.Messaging;

namespace AccountGrains.Client;

/// <summary>
/// The gateways of the options, with each name's addresses as DNS gives them now. A name that cannot be resolved keeps the
/// addresses that it had: to forget them would close working connections because a name server is away.
/// </summary>
internal sealed class DnsGateways : IGatewayListProvider
{
    /// <summary>How often the names are looked up.</summary>
    public static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(5);
    private readonly Gateway[] gateways;
    private readonly IPEndPoint[][] known;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly TimeProvider time;
    private readonly ILogger<DnsGateways> log;

    public DnsGateways(
        IEnumerable<string> hosts,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        TimeProvider time,
        ILogger<DnsGateways> log)
    {
        gateways = [.. hosts.Select(host => Gateway.TryParse(host, out var gateway) ? gateway : throw new FormatException(host))];
        known = [.. gateways.Select(_ => Array.Empty<IPEndPoint>())];
        this.resolve = resolve;
        this.time = time;
        this.log = log;
    }

    public TimeSpan MaxStaleness => RefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways()
    {
        await Task.WhenAll(Enumerable.Range(0, gateways.Length).Select(LookUpAsync)).ConfigureAwait(false);
        // Name servers shuffle their answers; whoever takes turns through the list needs one order.
        var found = known.SelectMany(addresses => addresses).Distinct().Select(address => address.ToGatewayUri());
        return [.. found.OrderBy(uri => uri.ToString(), StringComparer.Ordinal)];
    }

    private async Task LookUpAsync(int index)
    {
        var gateway = gateways[index];
        using var timeout = new CancellationTokenSource(LookupTimeout, time);
        try
        {
            var addresses = await resolve(gateway.Host, timeout.Token).ConfigureAwait(false);
            known[index] = [.. OfOneFamily(addresses).Select(address => new IPEndPoint(address, gateway.Port))];
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            log.HostNotResolved(gateway.Host, known[index].Length, exception.Message);
        }
    }

    /// <summary>A host with both families is one silo, not two, and silos listen on version 4 unless told otherwise.</summary>
    private static IPAddress[] OfOneFamily(IPAddress[] addresses)
    {
        var version4 = Array.FindAll(addresses, address => address.AddressFamily == AddressFamily.InterNetwork);
        return version4.Length > 0 ? version4 : addresses;
    }
}
