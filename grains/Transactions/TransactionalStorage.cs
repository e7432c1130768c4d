using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// What Orleans' transactions keep of one state, on a store that writes for many of them at once. It knows what the store has,
/// so that a write carries only what is new, and writes with its decisions what its neighbours have promised to it.
/// </summary>
/// <param name="self">What is known of the participant.</param>
/// <param name="silo">What the storages of its silo share.</param>
internal sealed class TransactionalStorage<TState>(StoredParticipant<TState> self, StorageParts<TState> silo)
    : ITransactionalStateStorage<TState>
    where TState : class, new()
{
    private static readonly TimeSpan FirstRefusalPause = TimeSpan.FromMilliseconds(10);

    private readonly Decisions decided = new();
    private long? toldVersion;
    private int refusals;
    private Task<Participant<TState>>? loading;

    // The write of the step that is being taken. Orleans takes one after the other.
    private JointWrite<TState>? joint;

    /// <inheritdoc/>
    public async Task<TransactionalStorageLoadResponse<TState>> Load()
    {
        // Everybody who waits for an activation that failed loads it. One snapshot is for all of them, and nobody keeps it.
        var load = loading ??= LoadAsync();
        try
        {
            return silo.Protocol.Response(await load);
        }
        finally
        {
            if (loading == load) loading = null;
        }
    }

    /// <inheritdoc/>
    public async Task<string> Store(
        string? expectedETag,
        TransactionalStateMetaData metadata,
        List<PendingTransactionState<TState>>? statesToPrepare,
        long? commitUpTo,
        long? abortAfter)
    {
        var step = Protocol<TState>.Step(self.Id, decided, metadata, statesToPrepare, commitUpTo, abortAfter);
        var (write, known) = await TakeAsync(expectedETag, step);
        refusals = 0;
        decided.Add(write.Decide);
        decided.Forget(step.Collect);
        toldVersion = known.Version;
        // Most writes neither leave nor settle a promise.
        if (known.Promises.Count + write.Settle.Count > 0)
            silo.Promised(self, known.Sequence, [.. known.Promises.Values.Select(promise => promise.Prepared)]);
        return Protocol<TState>.ETag(toldVersion)!;
    }

    private async Task<(ParticipantWrite<TState> Write, Known<TState> Known)> TakeAsync(string? expectedETag, StorageStep<TState> step)
    {
        try
        {
            return await WriteAsync(expectedETag, step);
        }
        catch (Exception failure)
        {
            var isCertain = failure.IsNothingWritten();
            if (isCertain && joint is not null) refusals++;
            // A promise that may be stored is made again once it is found there.
            var written = isCertain || joint is null ? [] : joint.Write.Prepare.Select(promise => promise.Prepared);
            silo.Refused(self, [.. step.Prepare.Except(written)], isCertain && joint is not null ? joint.Write.Decide : []);
            throw;
        }
        finally
        {
            joint = null;
        }
    }

    private async Task<(ParticipantWrite<TState> Write, Known<TState> Known)> WriteAsync(string? expectedETag, StorageStep<TState> step)
    {
        using var held = await silo.Neighbours.HoldAsync(self, step.PromisedByOthers).ConfigureAwait(false);
        joint = Join(expectedETag, step, held.Others);
        await joint.WriteAsync(silo.Store).ConfigureAwait(false);
        if (step.CommitUpTo is { } number) self.Confirm(number);
        return (joint.Write, self.Known);
    }

    private JointWrite<TState> Join(
        string? expectedETag, StorageStep<TState> step, IReadOnlyList<StoredParticipant<TState>> others)
    {
        self.GoOn();
        if (!self.IsInQuestion && expectedETag == Protocol<TState>.ETag(toldVersion) && self.Known.Take(step, MayWait) is { } change)
            return new JointWrite<TState>(self, change, step, others, decided);
        self.Question();
        throw new StaleVersionException(self.Id);
    }

    private bool MayWait(PreparedState<TState> promise) =>
        promise.Manager is { } manager && ParticipantText.IdOf(manager) is { } id && silo.Neighbours.AreHere(id) && silo.Neighbours.AreHere(self);

    private async Task<Participant<TState>> LoadAsync()
    {
        // Two owners of one account refuse each other's writes. A pause of another length on each side lets one of them finish.
        if (refusals > 1) await Jitter.PauseAsync(FirstRefusalPause, Math.Min(refusals, 8));
        var participant = await BeginAsync();
        toldVersion = participant.Version;
        decided.Learn(participant.Decided);
        silo.Loaded(self, participant.Prepared);
        return participant;
    }

    private async Task<Participant<TState>> BeginAsync()
    {
        using var held = await silo.Neighbours.HoldAsync(self, []).ConfigureAwait(false);
        var participant = await silo.Patience.WaitOutAsync(() => silo.Store.LoadDecidedAsync(self.Id)).ConfigureAwait(false);
        self.Begin(Known<TState>.Of(participant));
        return participant;
    }
}
