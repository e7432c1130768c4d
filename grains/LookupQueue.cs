using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>Asks the store what many commands want to know at the same time in one query.</summary>
internal sealed class LookupQueue(IAccountStore store, AccountsOptions options) : IAsyncDisposable
{
    private readonly GroupWork<Lookup, Fact> queue = new(
        (lookup, claimed) => claimed.Add(lookup), asked => store.LookUpAsync(asked, CancellationToken.None), options.BatchSize);

    public Task<Fact> AskAsync(Lookup lookup) => queue.AddAsync(lookup);

    public ValueTask DisposeAsync() => queue.DisposeAsync();
}
