using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>
/// Loads participants with everything committed that their managers have decided: what the store knows, nobody has to be asked for.
/// </summary>
internal static class DecidedLoading
{
    public static async Task<Participant<TState>> LoadDecidedAsync<TState>(this ITransactionStore<TState> store, string id)
    {
        var participant = await store.LoadAsync(id).ConfigureAwait(false);
        while (participant.Prepared is [{ IsDecided: true } decision, ..])
        {
            var result = await store.WriteAsync(new ParticipantWrite<TState>
            {
                Id = id,
                Expected = participant.Version,
                Before = participant.State,
                After = decision.State,
                Committed = decision.Sequence,
                Clock = participant.Clock,
                Settle = [decision.Sequence],
                Prepared = participant.Prepared.Count - 1,
            }).ConfigureAwait(false);
            if (result == WriteResult.Taken) throw new RequestTakenException(id);
            participant = await store.LoadAsync(id).ConfigureAwait(false);
        }

        return participant;
    }
}
