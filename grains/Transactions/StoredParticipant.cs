using System.Diagnostics.CodeAnalysis;

namespace AccountGrains.Grains;

/// <summary>
/// What one activation knows of its participant in the store. Whoever changes it, or lets it be written, holds it meanwhile: the
/// activation itself, or that of a manager which writes what was promised to it.
/// </summary>
/// <param name="id">The participant in the store.</param>
[SuppressMessage("Design", "CA1001", Justification = "Somebody may still ask to hold it when it has left. Nobody asks for a handle.")]
internal sealed class StoredParticipant<TState>(string id)
    where TState : class, new()
{
    private readonly SemaphoreSlim hold = new(1);
    private volatile Known<TState> known = new(Version: null, new TState(), Sequence: 0, Clock: default, []);

    public string Id => id;

    /// <summary>What is known. Younger states may be decided and on their way.</summary>
    public Known<TState> Known => known;

    /// <summary>Whether the store may have something else than is known, so that it has to be loaded before anything is done.</summary>
    public bool IsInQuestion { get; private set; } = true;

    public Task HoldAsync() => hold.WaitAsync();

    public void Release() => hold.Release();

    /// <summary>What the store has is this.</summary>
    public void Learn(Known<TState> stored)
    {
        known = stored;
        IsInQuestion = false;
    }

    /// <summary>Nobody knows any more what the store has.</summary>
    public void Question() => IsInQuestion = true;
}
