using System.Collections.Concurrent;

namespace AccountGrains.Grains;

/// <summary>
/// The participants that are active on one silo. What one of them promises to another is kept in memory: the manager writes it
/// together with its decision. If the silo dies before, nothing was promised, and nothing is decided.
/// </summary>
internal sealed class Neighbours<TState>
    where TState : class, new()
{
    private readonly ConcurrentDictionary<string, StoredParticipant<TState>> here = new(StringComparer.Ordinal);

    public bool AreHere(string id) => here.ContainsKey(id);

    // Who has left meanwhile is active elsewhere, perhaps.
    public bool AreHere(StoredParticipant<TState> participant) => here.GetValueOrDefault(participant.Id) == participant;

    /// <summary>A participant is active here from now on.</summary>
    public void Arrive(StoredParticipant<TState> participant) => here[participant.Id] = participant;

    /// <summary>A participant is not any more: nobody writes for it once this has ended.</summary>
    public Task LeaveAsync(StoredParticipant<TState> participant) => HoldAsync(participant, [], _ =>
    {
        here.TryRemove(new(participant.Id, participant));
        return Task.CompletedTask;
    });

    /// <summary>Works while a participant is held, and those of others that are here.</summary>
    /// <param name="self">The participant.</param>
    /// <param name="others">The ids of others.</param>
    /// <param name="work">Told the others that are here.</param>
    public async Task HoldAsync(
        StoredParticipant<TState> self, IEnumerable<string> others, Func<IReadOnlyList<StoredParticipant<TState>>, Task> work)
    {
        // In one order, so that nobody waits in a circle.
        var all = new SortedList<string, StoredParticipant<TState>>(StringComparer.Ordinal) { [self.Id] = self };
        foreach (var id in others)
            if (here.TryGetValue(id, out var other)) all.TryAdd(id, other);
        // An activation that waits must not keep the others from going on: what it holds is released wherever that is possible.
        foreach (var participant in all.Values) await participant.HoldAsync().ConfigureAwait(false);
        try
        {
            await work([.. all.Values.Where(other => other != self && AreHere(other))]).ConfigureAwait(false);
        }
        finally
        {
            foreach (var participant in all.Values) participant.Release();
        }
    }
}
