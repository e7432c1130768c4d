namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>The silos of one cluster, any of which can be killed, stopped and replaced.</summary>
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
        ports = [.. Enumerable.Range(0, size).Select(_ => (FreePort.Next(), FreePort.Next()))];
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

    /// <summary>Starts another silo on other ports, waits until it is ready, and only then stops this one, as Kubernetes does.</summary>
    public async Task RollAsync(SiloProcess silo)
    {
        await Add().WaitUntilReadyAsync();
        await StopAsync(silo);
    }

    /// <summary>Stops a silo and starts another one on its ports, as one machine does.</summary>
    public async Task RestartAsync(SiloProcess silo)
    {
        await StopAsync(silo);
        await Add(silo.SiloPort, silo.GatewayPort).WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos) await silo.DisposeAsync();
    }

    private static async Task StopAsync(SiloProcess silo)
    {
        var code = await silo.StopAsync();
        Assert.True(code == 0, $"ended with {code}:\n{silo.Output}\n{silo.Errors}");
    }

    private SiloProcess Add()
    {
        var (silo, gateway) = ports[silos.Count];
        return Add(silo, gateway);
    }

    private SiloProcess Add(int silo, int gateway)
    {
        var process = SiloProcess.Start(store, [$"Accounts:SiloPort={silo}", $"Accounts:GatewayPort={gateway}", .. settings]);
        silos.Add(process);
        return process;
    }
}
