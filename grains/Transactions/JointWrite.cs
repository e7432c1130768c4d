using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>
/// One step of a participant, and what its decisions let others do that have promised it in memory. All of them are held until it
/// is known what became of it.
/// </summary>
internal sealed class JointWrite<TState>
    where TState : class, new()
{
    private readonly StoredParticipant<TState> self;
    private readonly Change<TState> change;
    private readonly (StoredParticipant<TState> Participant, Change<TState> Change)[] joint;
    private readonly bool isInVain;

    /// <param name="self">The participant whose step it is.</param>
    /// <param name="change">What the step makes of it.</param>
    /// <param name="step">The step.</param>
    /// <param name="others">Those that are held with it.</param>
    /// <param name="decided">What it has decided before, and with whom that was written.</param>
    public JointWrite(
        StoredParticipant<TState> self,
        Change<TState> change,
        StorageStep<TState> step,
        IReadOnlyList<StoredParticipant<TState>> others,
        Decisions decided)
    {
        this.self = self;
        this.change = change;
        // Most of what is written decides nothing that others have promised.
        joint = others.Count == 0 ? [] : [.. Join(step, others, decided)];
        Write = change.ToWrite(
            self.Id,
            joint.Length == 0 ? step.Decide : [.. step.Decide.Select(Decide)],
            decided.Stored(step.Collect),
            Array.ConvertAll(joint, other => other.Change.ToWrite(other.Participant.Id, [], [], [])));
        isInVain = HaveForgotten(others, Write.Decide);
    }

    public ParticipantWrite<TState> Write { get; }

    // A read asks for its logical time to be kept. Nobody needs it: the next activation's clock starts at the time of day.
    private bool IsOfAReadAlone =>
        Write.Before.Equals(Write.After) && Write.Clock != default
        && Write.Prepare.Count + Write.Settle.Count + Write.Decide.Count + Write.Collect.Count == 0;

    /// <summary>Writes it, and lets all whom it concerns know what became of it.</summary>
    /// <exception cref="StaleVersionException">Nothing was written: somebody else has written to one of them.</exception>
    /// <exception cref="RequestTakenException">Nothing was written: a request of one of them has an outcome already.</exception>
    /// <exception cref="Ledger.StoreException">The store failed.</exception>
    public async Task WriteAsync(ITransactionStore<TState> store)
    {
        if (IsOfAReadAlone)
        {
            self.Learn(change.After);
            return;
        }

        self.Question();
        // The store would refuse it, and the others would be loaded again for nothing.
        if (isInVain) throw new StaleVersionException(self.Id);
        try
        {
            var result = await store.WriteAsync(Write).ConfigureAwait(false);
            if (result == WriteResult.Stale) throw new StaleVersionException(self.Id);
            if (result == WriteResult.Taken) throw new RequestTakenException(self.Id);
        }
        catch (Exception failure) when (failure is StaleVersionException || !failure.IsNothingWritten())
        {
            // Any of them may be other than it seemed to be.
            foreach (var (participant, _) in joint) participant.Question();
            throw;
        }

        self.Learn(change.After with { Version = Write.Version });
        for (var i = 0; i < joint.Length; i++)
        {
            var (participant, other) = joint[i];
            participant.Learn(other.After with { Version = Write.Joint[i].Version }, other.Kept);
        }
    }

    // Nobody overtakes what was promised before: a promise is kept where all in front of it are decided here.
    private static IEnumerable<(StoredParticipant<TState>, Change<TState>)> Join(
        StorageStep<TState> step, IReadOnlyList<StoredParticipant<TState>> others, Decisions decided)
    {
        var deciding = step.Decide.Select(decision => decision.Transaction).ToHashSet();
        foreach (var other in others)
        {
            if (other.IsInQuestion) continue;
            var kept = other.Known.Commit(transaction => deciding.Contains(transaction) || decided.Has(transaction));
            if (kept is not null && kept.Kept.Any(promise => deciding.Contains(promise.Transaction))) yield return (other, kept);
        }
    }

    private static bool HaveForgotten(IReadOnlyList<StoredParticipant<TState>> others, IReadOnlyList<DecidedTransaction> decided) =>
        decided.Any(decision => decision.Promised.Count > 0 && others.Any(other => HasForgotten(other, decision)));

    // Its promise was in the memory of an activation that was loaded again since, or is behind another one that is undecided.
    private static bool HasForgotten(StoredParticipant<TState> other, DecidedTransaction decision) =>
        !other.IsInQuestion && decision.Promised.Contains(other.Id) && !other.Known.HasStored(decision.Transaction);

    private DecidedTransaction Decide(DecidedTransaction decision)
    {
        string[] rest = [.. decision.Promised.Where(id => !joint.Any(other => IsKept(other, id)))];
        return rest.Length == decision.Promised.Count
            ? decision
            : decision with { Promised = rest, IsWhole = rest.Length == 0 };

        bool IsKept((StoredParticipant<TState> Participant, Change<TState> Change) other, string id) =>
            other.Participant.Id == id && other.Change.Keeps(decision.Transaction);
    }
}
