namespace AccountGrains.Grains;

/// <summary>
/// Participants that nobody else changes or lets be written until this is disposed. An activation that waits must not keep the others
/// from going on, so whoever has it waits for nothing in the context of an activation.
/// </summary>
/// <param name="all">All of them.</param>
/// <param name="others">Those beside the one that asked for it, as far as they are still here.</param>
internal readonly struct Held<TState>(StoredParticipant<TState>[] all, StoredParticipant<TState>[] others) : IDisposable
    where TState : class, new()
{
    public IReadOnlyList<StoredParticipant<TState>> Others => others;

    public void Dispose()
    {
        foreach (var participant in all) participant.Release();
    }
}
