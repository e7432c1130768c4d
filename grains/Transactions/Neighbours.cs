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
    public async Task LeaveAsync(StoredParticipant<TState> participant)
    {
        using var held = await HoldAsync(participant, []).ConfigureAwait(false);
        here.TryRemove(new(participant.Id, participant));
    }

    /// <summary>Holds a participant, and those of others that are here.</summary>
    /// <param name="self">The participant.</param>
    /// <param name="others">The ids of others.</param>
    public async ValueTask<Held<TState>> HoldAsync(StoredParticipant<TState> self, IReadOnlyCollection<string> others)
    {
        var all = others.Count == 0 ? [self] : Find(self, others);
        foreach (var participant in all) await participant.HoldAsync().ConfigureAwait(false);
        return new Held<TState>(all, all.Length == 1 ? [] : [.. all.Where(other => other != self && AreHere(other))]);
    }

    // In one order, so that nobody waits in a circle.
    private StoredParticipant<TState>[] Find(StoredParticipant<TState> self, IReadOnlyCollection<string> others)
    {
        var all = new SortedList<string, StoredParticipant<TState>>(StringComparer.Ordinal) { [self.Id] = self };
        foreach (var id in others)
            if (here.TryGetValue(id, out var other)) all.TryAdd(id, other);
        return [.. all.Values];
    }
}
