namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>The silos of one cluster, any of which can be killed and replaced.</summary>
internal sealed class SiloGroup : IAsyncDisposable
{
    private readonly string store;
    private readonly string[] settings;
    private readonly (int Silo, int Gateway)[] ports;
    private readonly List<SiloProcess> silos = [];

    private SiloGroup(string store, int size, string[] settings)
    {
        this.store = store;
        this.settings = settings;
        ports = [.. Enumerable.Range(0, size).Select(_ => (FreePorts.Next(), FreePorts.Next()))];
    }

    /// <summary>Where they answer, those included that have not started yet: a client knows a name that stands for all.</summary>
    public IReadOnlyList<string> Gateways => [.. ports.Select(port => $"127.0.0.1:{port.Gateway}")];

    /// <summary>All that were started, in this order; the killed too.</summary>
    public IReadOnlyList<SiloProcess> Silos => silos;

    /// <summary>Starts silos at once, on a database that is ready, and waits for them.</summary>
    /// <param name="store">The database.</param>
    /// <param name="size">How many.</param>
    /// <param name="spares">How many more there may be later.</param>
    /// <param name="settings">Such as <c>Accounts:Window=8</c>.</param>
    public static async Task<SiloGroup> StartAsync(string store, int size, int spares = 0, params string[] settings)
    {
        var group = new SiloGroup(store, size + spares, settings);
        try
        {
            var starting = Enumerable.Range(0, size).Select(_ => group.Add()).ToArray();
            await Task.WhenAll(starting.Select(silo => silo.WaitUntilReadyAsync()));
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a silo with -9, and starts another one on other ports.</summary>
    public async Task ReplaceAsync(SiloProcess silo)
    {
        silo.Kill();
        await Add().WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos) await silo.DisposeAsync();
    }

    private SiloProcess Add()
    {
        var (silo, gateway) = ports[silos.Count];
        var process = SiloProcess.Start(store, [$"Accounts:SiloPort={silo}", $"Accounts:GatewayPort={gateway}", .. settings]);
        silos.Add(process);
        return process;
    }
}
