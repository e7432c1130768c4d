using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>What a participant has decided and others have not all confirmed.</summary>
internal sealed class Decisions
{
    private readonly HashSet<Guid> all = [];

    // Those that were written with all that they concern: the store has no row of them.
    private readonly HashSet<Guid> whole = [];

    public IReadOnlySet<Guid> All => all;

    public bool Has(Guid transaction) => all.Contains(transaction);

    /// <summary>Those that the store has to forget.</summary>
    public IReadOnlyList<Guid> Stored(IReadOnlyList<Guid> finished) =>
        whole.Count == 0 ? finished : [.. finished.Where(transaction => !whole.Contains(transaction))];

    /// <summary>The store has these and no others.</summary>
    public void Learn(IEnumerable<DecidedTransaction> stored)
    {
        all.Clear();
        whole.Clear();
        all.UnionWith(stored.Select(decision => decision.Transaction));
    }

    public void Add(IEnumerable<DecidedTransaction> decisions)
    {
        foreach (var decision in decisions)
        {
            all.Add(decision.Transaction);
            if (decision.IsWhole) whole.Add(decision.Transaction);
        }
    }

    public void Forget(IReadOnlyList<Guid> finished)
    {
        all.ExceptWith(finished);
        whole.ExceptWith(finished);
    }
}
