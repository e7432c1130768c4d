using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>One note in PostgreSQL. Whatever is asserted was loaded by an activation that wrote nothing itself.</summary>
public abstract class NoteStorageTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string id = Guid.NewGuid().ToString("N");
    private PostgresStore? ledger;
    private ITransactionStore<Note>? store;

    public async Task InitializeAsync()
    {
        var database = await server.ShareDatabaseAsync();
        await (await RelationalStore.OpenAsync(database.Store)).DisposeAsync();
        await NoteRows.CreateTableAsync(database);
        ledger = new PostgresStore(database.Store);
        store = ledger.OpenTransactions(new NoteRows(), batchSize: 16);
    }

    public async Task DisposeAsync()
    {
        if (store is not null) await store.DisposeAsync();
        if (ledger is not null) await ledger.DisposeAsync();
    }

    private protected Task<Activation<Note>> LoadAsync() => Activation<Note>.LoadAsync(id, store!);

    /// <summary>What the store has: the committed note, its number, and exactly what is prepared after it.</summary>
    private protected async Task Expect(long sequence, int value, params PendingTransactionState<Note>[] prepared)
    {
        var loaded = (await LoadAsync()).Loaded;
        Assert.Equal((sequence, value), (loaded.CommittedSequenceId, loaded.CommittedState.Value));
        Assert.Equal(prepared.Select(Fields), loaded.PendingStates.Select(Fields));
        Assert.Empty(loaded.Metadata.CommitRecords);
    }

    private static object Fields(PendingTransactionState<Note> pending) =>
        (pending.SequenceId, pending.TransactionId, pending.TimeStamp, pending.TransactionManager, pending.State.Value);
}
