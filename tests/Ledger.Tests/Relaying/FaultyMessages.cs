namespace AccountGrains.Ledger.Tests.Relaying;

/// <summary>Messages that something happens to before what became of them is written.</summary>
internal sealed class FaultyMessages(IMessageStore inner) : IMessageStore
{
    public Func<Task> BeforeSettle { get; set; } = () => Task.CompletedTask;

    /// <summary>The most messages that were given to a relay at once.</summary>
    public int LargestClaim { get; private set; }

    public async Task<IReadOnlyList<SentMessage>> ClaimAsync(
        string? ledger, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var claimed = await inner.ClaimAsync(ledger, limit, now, until, cancellationToken);
        LargestClaim = Math.Max(LargestClaim, claimed.Count);
        return claimed;
    }

    public async Task<IReadOnlyList<SentMessage>> AdvanceAsync(
        IReadOnlyCollection<MessageStep> steps, CancellationToken cancellationToken)
    {
        await BeforeSettle();
        return await inner.AdvanceAsync(steps, cancellationToken);
    }

    public Task<IReadOnlyList<DueMessages>> CountDueAsync(CancellationToken cancellationToken) => inner.CountDueAsync(cancellationToken);
}
