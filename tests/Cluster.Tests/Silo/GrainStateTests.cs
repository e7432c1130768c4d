using AccountGrains.Ledger.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>The state of grains that are not accounts: what Orleans' provider demands of the queries in the database.</summary>
[Collection(SiloServer.Collection)]
public sealed class GrainStateTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresDatabase database = null!;
    private IHost host = null!;

    private IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public async Task InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        host = await SiloWithoutAccounts.BuildAsync(database);
        await host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (host is not null) await host.StopAsync();
        host?.Dispose();
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData("run/monday 7")]
    [InlineData("7")]
    [InlineData("7+east")]
    [InlineData("0f8fad5bd9cb469fa16570867728950e")]
    public async Task State_ThatWasWritten_IsReadAgainUntilItIsCleared(string key)
    {
        var id = GrainId.Create("some", key);
        var written = new GrainState<Saved> { State = new Saved { Value = 1 } };
        await Storage.WriteStateAsync("state", id, written);
        written.State = new Saved { Value = 2 };
        await Storage.WriteStateAsync("state", id, written);

        Assert.Equal((2, "2"), await ReadAsync(id));

        await Storage.ClearStateAsync("state", id, written);
        Assert.Equal((0, "3"), await ReadAsync(id));
        Assert.False(written.RecordExists);
        await Storage.WriteStateAsync("state", id, written);
        Assert.Equal(1, await database.CountAsync("orleans_state"));
    }

    [SkippableFact]
    public async Task State_OfGrainsThatDifferInOnePartOfTheirKey_IsKeptApart()
    {
        string[] keys = ["7", "7+east", "8", "east"];
        GrainId[] ids = [.. keys.Select(key => GrainId.Create("some", key))];
        for (var i = 0; i < ids.Length; i++) await WriteAsync("state", ids[i], i);
        await WriteAsync("other state", ids[0], 9);

        for (var i = 0; i < ids.Length; i++) Assert.Equal((i, "1"), await ReadAsync(ids[i]));
        Assert.Equal((9, "1"), await ReadAsync(ids[0], "other state"));
    }

    [SkippableFact]
    public async Task State_ThatTwoActivationsWrite_IsThatOfTheFirst()
    {
        var id = GrainId.Create("some", "contended");
        await WriteAsync("state", id, 1);
        var stale = new GrainState<Saved>();
        await Storage.ReadStateAsync("state", id, stale);
        var first = new GrainState<Saved>();
        await Storage.ReadStateAsync("state", id, first);
        first.State = new Saved { Value = 2 };
        await Storage.WriteStateAsync("state", id, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", id, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("state", id, stale));
        // One that never read, and so believes that there is none.
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("state", id, 3));
        Assert.Equal((2, "2"), await ReadAsync(id));
    }

    private Task WriteAsync(string name, GrainId id, int value) =>
        Storage.WriteStateAsync(name, id, new GrainState<Saved> { State = new Saved { Value = value } });

    private async Task<(int Value, string? ETag)> ReadAsync(GrainId id, string name = "state")
    {
        var read = new GrainState<Saved>();
        await Storage.ReadStateAsync(name, id, read);
        return (read.State!.Value, read.ETag);
    }
}
