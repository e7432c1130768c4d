namespace AccountGrains.Ledger;

/// <summary>
/// The way to one ledger, which nothing on the way to another slows down. It claims a batch of messages, takes each a step further,
/// all at the same time, and writes what became of them.
/// </summary>
internal sealed class Lane(
    string? ledger,
    Func<DateTimeOffset, Task<IReadOnlyList<SentMessage>>> claim,
    IMessageStore messages,
    Courier courier,
    TimeProvider time,
    RelayTally tally,
    Action<string?, Exception> failed)
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private int troubles;

    /// <summary>Goes on until it is stopped; what it has begun then, it ends. Whatever goes wrong is told, and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = await TryStepAsync().ConfigureAwait(false);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Handles what is due by a time, and ends early where nobody answers.</summary>
    /// <exception cref="StoreException">The messages could not be claimed, or what became of them not be written.</exception>
    public async Task DrainAsync(DateTimeOffset dueBy, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && await StepAsync(dueBy).ConfigureAwait(false) is { Claimed: > 0, Answered: > 0 })
        {
            // The next batch.
        }
    }

    private async Task<TimeSpan> TryStepAsync()
    {
        try
        {
            var (claimed, answered) = await StepAsync(time.GetUtcNow()).ConfigureAwait(false);
            if (claimed > 0 && answered == 0) return NextPause();
            troubles = 0;
            return claimed > 0 ? TimeSpan.Zero : IdlePause;
        }
        catch (Exception failure)
        {
            failed(ledger, failure);
            return NextPause();
        }
    }

    // Relays that failed together must not come back together.
    private TimeSpan NextPause()
    {
        var pause = ShortestPause * Math.Pow(2, Math.Min(troubles++, 5));
        return (pause < LongestPause ? pause : LongestPause) * (1 - Random.Shared.NextDouble() / 2);
    }

    private async Task<(int Claimed, int Answered)> StepAsync(DateTimeOffset dueBy)
    {
        var claimed = await claim(dueBy).ConfigureAwait(false);
        if (claimed.Count == 0) return (0, 0);

        var steps = await Task.WhenAll(InOrderOfSending(claimed).Select(AdvanceAsync)).ConfigureAwait(false);
        if (steps.Select(step => step.Failure).OfType<Exception>().FirstOrDefault() is { } failure) failed(ledger, failure);
        await SettleAsync(steps).ConfigureAwait(false);
        return (claimed.Count, steps.Count(step => step.Failure is null));
    }

    private async Task<Step> AdvanceAsync(SentMessage message)
    {
        try
        {
            var (after, isStored) = await courier.AdvanceAsync(message).ConfigureAwait(false);
            return new Step(message, after, isStored);
        }
        catch (Exception failure)
        {
            tally.CountFailure();
            return new Step(message, courier.Postpone(message), IsStored: false, failure);
        }
    }

    /// <summary>Writes what the store has not written with the entry that credits the recipient or the sender.</summary>
    private async Task SettleAsync(Step[] steps)
    {
        MessageStep[] made =
        [
            .. steps
                .Where(step => !step.IsStored)
                .Select(step => new MessageStep(step.Before, step.After)),
        ];
        var changed = made.Length == 0
            ? []
            : await messages.AdvanceMessagesAsync(made, CancellationToken.None).ConfigureAwait(false);
        var mine = changed.Select(message => message.Id).ToHashSet();
        foreach (var (before, after, isStored, _) in steps.Where(step => step.Failure is null))
            if (isStored || mine.Contains(before.Id)) tally.Count(before, after);
    }

    private static IEnumerable<SentMessage> InOrderOfSending(IEnumerable<SentMessage> messages) => messages
        .OrderBy(message => message.SentAt)
        .ThenBy(message => message.Account, StringComparer.Ordinal)
        .ThenBy(message => message.Sequence);

    private sealed record Step(SentMessage Before, SentMessage After, bool IsStored, Exception? Failure = null);
}
