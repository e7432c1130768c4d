using System.Diagnostics.CodeAnalysis;
using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>
/// What one activation knows of its participant in the store. Whoever changes it, or lets it be written, holds it meanwhile: the
/// activation itself, or that of a manager which writes what was promised to it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Somebody may still ask to hold it when it has left. Nobody asks for a handle.")]
internal sealed class StoredParticipant<TState>
    where TState : class, new()
{
    private readonly SemaphoreSlim hold = new(1);

    // What managers have written of it and Orleans has not gone through, in order. Most accounts that are in memory have nothing to do.
    private List<PreparedState<TState>>? kept;
    private volatile Known<TState> known = new(Version: null, new TState(), Sequence: 0, Clock: default, []);
    private volatile TState confirmed;
    private long confirmedUpTo;

    /// <param name="id">The participant in the store.</param>
    public StoredParticipant(string id)
    {
        Id = id;
        confirmed = known.State;
    }

    public string Id { get; }

    /// <summary>What is known. Younger states may be decided and on their way.</summary>
    public Known<TState> Known => known;

    /// <summary>
    /// The newest state that is committed in the eyes of Orleans: all younger ones that it has come from it. Managers may have written
    /// more, which Orleans has not confirmed yet and may take for undone.
    /// </summary>
    public TState Confirmed => confirmed;

    /// <summary>The promises whose managers have been told of them, as far as there are any.</summary>
    public HashSet<Guid>? Told { get; set; }

    /// <summary>Whether the store may have something else than is known, so that it has to be loaded before anything is done.</summary>
    public bool IsInQuestion { get; private set; } = true;

    public Task HoldAsync() => hold.WaitAsync();

    public void Release() => hold.Release();

    /// <summary>What was loaded is this, and Orleans begins anew with it.</summary>
    public void Begin(Known<TState> loaded)
    {
        kept?.Clear();
        Learn(loaded);
        confirmed = loaded.State;
        confirmedUpTo = loaded.Sequence;
    }

    /// <summary>What the store has is this.</summary>
    public void Learn(Known<TState> stored)
    {
        known = stored;
        IsInQuestion = false;
    }

    /// <summary>What the store has is this: a manager has written what was promised to it.</summary>
    public void Learn(Known<TState> stored, IEnumerable<PreparedState<TState>> committed)
    {
        (kept ??= []).AddRange(committed);
        Learn(stored);
    }

    /// <summary>Whether a manager has written a transaction that Orleans may still have among those that are undecided.</summary>
    public bool HasKept(Guid transaction) => kept?.Exists(promise => promise.Transaction == transaction) is true;

    /// <summary>Orleans has gone through what it confirmed with the step before.</summary>
    public void GoOn()
    {
        if (kept is { Count: > 0 }) kept.RemoveAll(promise => promise.Sequence <= confirmedUpTo);
    }

    /// <summary>A step is made, with which Orleans confirms all up to a number.</summary>
    public void Confirm(long number)
    {
        confirmedUpTo = Math.Max(confirmedUpTo, number);
        if (known.Sequence <= confirmedUpTo) confirmed = known.State;
        else if (kept?.FindLast(promise => promise.Sequence <= confirmedUpTo) is { } newest) confirmed = newest.State;
    }

    /// <summary>Nobody knows any more what the store has.</summary>
    public void Question() => IsInQuestion = true;
}
