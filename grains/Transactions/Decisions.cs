using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>What a participant has decided and others have not all confirmed.</summary>
internal sealed class Decisions
{
    // Whether each was written with all that it concerns: the store has no row of it then. Most accounts that are in memory decide nothing.
    private Dictionary<Guid, bool>? areWhole;

    public IReadOnlyCollection<Guid> All => areWhole is null ? [] : areWhole.Keys;

    public bool Has(Guid transaction) => areWhole?.ContainsKey(transaction) is true;

    /// <summary>Those that the store has to forget.</summary>
    public IReadOnlyList<Guid> Stored(IReadOnlyList<Guid> finished) =>
        finished.Count == 0 ? finished : [.. finished.Where(transaction => !areWhole!.GetValueOrDefault(transaction))];

    /// <summary>The store has these and no others.</summary>
    public void Learn(IReadOnlyList<DecidedTransaction> stored)
    {
        areWhole?.Clear();
        Add(stored);
    }

    public void Add(IReadOnlyList<DecidedTransaction> decisions)
    {
        for (var i = 0; i < decisions.Count; i++) (areWhole ??= [])[decisions[i].Transaction] = decisions[i].IsWhole;
    }

    public void Forget(IReadOnlyList<Guid> finished)
    {
        for (var i = 0; i < finished.Count; i++) areWhole?.Remove(finished[i]);
    }
}
