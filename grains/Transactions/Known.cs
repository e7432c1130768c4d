using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>What the store has of a participant, and what the participant has promised beyond that.</summary>
/// <param name="Version">The version that a write must match, or null where nothing was ever written.</param>
/// <param name="State">The committed state.</param>
/// <param name="Sequence">The number of the transaction that it comes from.</param>
/// <param name="Clock">The logical time.</param>
/// <param name="Promises">What is promised after it, by number, each against the one before.</param>
internal sealed record Known<TState>(
    long? Version, TState State, long Sequence, DateTime Clock, SortedList<long, Promise<TState>> Promises)
    where TState : class
{
    private static readonly SortedList<long, Promise<TState>> NoPromises = [];

    public static Known<TState> Of(Participant<TState> participant)
    {
        var promises = participant.Prepared.Count == 0 ? NoPromises : [];
        var before = participant.State;
        foreach (var prepared in participant.Prepared)
        {
            promises.Add(prepared.Sequence, new Promise<TState>(before, prepared, IsStored: true));
            before = prepared.State;
        }

        return new Known<TState>(participant.Version, participant.State, participant.Committed, participant.Clock, promises);
    }

    /// <summary>
    /// Takes a step. Gives null where it is of somebody who does not know what is committed: managers write what was promised to
    /// them, and tell the participant later.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="mayWait">Whether a promise may be kept in memory alone, as its manager can write it.</param>
    public Change<TState>? Take(StorageStep<TState> step, Func<PreparedState<TState>, bool> mayWait)
    {
        if (step.AbortAfter < Sequence || Kept(step) is not { } kept) return null;
        var (state, committed) = step.CommitUpTo > Sequence
            ? (kept.GetValueOrDefault(step.CommitUpTo.Value)?.Prepared.State, step.CommitUpTo.Value)
            : (State, Sequence);
        // Of a transaction that was undone nothing is said where another one is committed in its place.
        if (state is null || !Follows(state, State)) return null;
        var after = this with { State = state, Sequence = committed, Clock = step.Clock, Promises = Stored(Chain(state, kept, committed), mayWait) };
        return new Change<TState>(this, after) { GivenUp = Promises.Count == 0 ? [] : GivenUp(kept, after) };
    }

    /// <summary>Whether the store has the promise of a transaction.</summary>
    public bool HasStored(Guid transaction) =>
        Promises.Values.Any(promise => promise.IsStored && promise.Prepared.Transaction == transaction);

    /// <summary>Commits the first promises, as far as they are decided; null where not even the first is.</summary>
    public Change<TState>? Commit(Func<Guid, bool> isDecided)
    {
        var decided = Promises.Values.TakeWhile(promise => isDecided(promise.Prepared.Transaction)).ToArray();
        if (decided is not [.., { Prepared: var newest }]) return null;
        var rest = new SortedList<long, Promise<TState>>();
        foreach (var promise in Promises.Values.Skip(decided.Length)) rest.Add(promise.Prepared.Sequence, promise);
        return new Change<TState>(this, this with
        {
            State = newest.State,
            Sequence = newest.Sequence,
            Clock = newest.Clock > Clock ? newest.Clock : Clock,
            Promises = rest,
        })
        {
            Kept = [.. decided.Select(promise => promise.Prepared)],
        };
    }

    /// <summary>What is promised after a step, what it commits included; null where it prepares what is committed already.</summary>
    private SortedList<long, Promise<TState>>? Kept(StorageStep<TState> step)
    {
        var kept = new SortedList<long, Promise<TState>>(Promises.Count + step.Prepare.Count);
        for (var i = 0; i < Promises.Count && !(Promises.GetKeyAtIndex(i) > step.AbortAfter); i++)
            kept.Add(Promises.GetKeyAtIndex(i), Promises.GetValueAtIndex(i));
        for (var i = 0; i < step.Prepare.Count; i++)
        {
            var prepared = step.Prepare[i];
            if (prepared.Sequence <= Sequence) return null;
            kept[prepared.Sequence] = new Promise<TState>(State, prepared, IsStored: false);
        }

        return kept;
    }

    /// <summary>The stored promises that are neither kept nor committed.</summary>
    private PreparedState<TState>[] GivenUp(SortedList<long, Promise<TState>> kept, Known<TState> after)
    {
        return [.. Promises.Values.Where(IsGivenUp).Select(promise => promise.Prepared)];

        bool IsGivenUp(Promise<TState> promise)
        {
            var number = promise.Prepared.Sequence;
            return promise.IsStored && (number <= after.Sequence
                ? !promise.IsSame(kept.GetValueOrDefault(number)?.Prepared) || !Follows(after.State, promise.Prepared.State)
                : !promise.IsSame(after.Promises.GetValueOrDefault(number)?.Prepared));
        }
    }

    /// <summary>
    /// The promises after a number, each after the one before. What came after a transaction that was undone was undone with it,
    /// without a word to the storage: it does not follow what is there now.
    /// </summary>
    private static SortedList<long, Promise<TState>> Chain(TState state, SortedList<long, Promise<TState>> promises, long committed)
    {
        if (promises.Count == 0 || promises.GetKeyAtIndex(promises.Count - 1) <= committed) return NoPromises;
        var chain = new SortedList<long, Promise<TState>>();
        for (var i = 0; i < promises.Count; i++)
        {
            var promise = promises.GetValueAtIndex(i);
            if (promise.Prepared.Sequence <= committed || !Follows(promise.Prepared.State, state)) continue;
            var isWhereItWas = promise.Before.Equals(state);
            chain.Add(
                promise.Prepared.Sequence,
                isWhereItWas ? promise : promise with { Before = state, IsStored = false });
            state = promise.Prepared.State;
        }

        return chain;
    }

    private static bool Follows(TState state, TState before) => state is not IFollowing<TState> following || following.Follows(before);

    /// <summary>Lets all be stored up to the last that must be: what is stored is a change against what is stored before it.</summary>
    private static SortedList<long, Promise<TState>> Stored(
        SortedList<long, Promise<TState>> promises, Func<PreparedState<TState>, bool> mayWait)
    {
        var last = promises.Count - 1;
        while (last >= 0 && (promises.Values[last].IsStored || mayWait(promises.Values[last].Prepared))) last--;
        for (var i = 0; i <= last; i++)
        {
            var sequence = promises.Keys[i];
            promises[sequence] = promises[sequence] with { IsStored = true };
        }

        return promises;
    }
}
