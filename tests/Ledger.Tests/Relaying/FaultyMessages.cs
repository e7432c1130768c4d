namespace AccountGrains.Ledger.Tests.Relaying;

/// <summary>Messages that something happens to before what became of them is written.</summary>
internal sealed class FaultyMessages(IMessageStore inner) : IMessageStore
{
    public Func<Task> BeforeSettle { get; set; } = () => Task.CompletedTask;

    /// <summary>The most messages that were given to a relay at once.</summary>
    public int LargestClaim { get; private set; }

    public async Task<IReadOnlyList<SentMessage>> ClaimMessagesAsync(
        string? ledger, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var claimed = await inner.ClaimMessagesAsync(ledger, limit, now, until, cancellationToken);
        LargestClaim = Math.Max(LargestClaim, claimed.Count);
        return claimed;
    }

    public async Task<IReadOnlyList<SentMessage>> AdvanceMessagesAsync(
        IReadOnlyCollection<MessageStep> steps, CancellationToken cancellationToken)
    {
        await BeforeSettle();
        return await inner.AdvanceMessagesAsync(steps, cancellationToken);
    }

    public Task<IReadOnlyList<DueMessages>> CountMessagesDueAsync(CancellationToken cancellationToken) => inner.CountMessagesDueAsync(cancellationToken);
}
