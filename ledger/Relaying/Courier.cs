namespace AccountGrains.Ledger;

/// <summary>
/// Takes one message one step further and says what becomes of it. A step may be made twice, by whomever: the request id of an
/// attempt gives its outcome again, and a refund is made once.
/// </summary>
/// <param name="own">The ledger of the sender.</param>
/// <param name="destination">The ledger of the recipient.</param>
/// <param name="options">How the relay works.</param>
/// <param name="time">The clock.</param>
internal sealed class Courier(IAccounts own, IAccounts destination, RelayOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPauseWithoutOutcome = TimeSpan.FromSeconds(30);

    /// <summary>Delivers a message, or refunds its sender. Gives the message as it is then, and whether the store has it so already.</summary>
    /// <exception cref="Exception">There is no outcome: the same step has to be made again.</exception>
    public Task<(SentMessage After, bool IsStored)> AdvanceAsync(SentMessage message) =>
        message.Status == MessageStatus.Refused ? RefundAsync(message) : DeliverAsync(message);

    /// <summary>The message where a step ended without an outcome: the same attempt is made again later.</summary>
    public SentMessage Postpone(SentMessage message) => message with { DueAt = After(message, LongestPauseWithoutOutcome) };

    private async Task<(SentMessage After, bool IsStored)> DeliverAsync(SentMessage message)
    {
        var sender = Party.Of(message.Account, message.Ledger is null ? null : options.Name);
        var receive = new Receive(message.DeliveryId, message.Recipient, message.Amount, message.Currency, sender)
        {
            Memo = message.Memo,
        };
        var receipt = await destination.ExecuteAsync(receive, CancellationToken.None).ConfigureAwait(false);
        var outcome = OutcomeOf(receipt, EntryKind.Receive);
        if (outcome == Outcome.Applied)
        {
            // A host of an older version credits it and leaves the message as it is; a relay that comes later finds that out.
            var isStored = message.Ledger is null && !receipt.IsReplay;
            return (message with { Status = MessageStatus.Delivered, DueAt = null }, isStored);
        }

        var now = time.GetUtcNow();
        var after = MayPass(outcome) && now - message.SentAt < options.Patience
            ? message with { Attempt = message.Attempt + 1, DueAt = After(message, LongestPause), Reason = outcome }
            : message with { Status = MessageStatus.Refused, DueAt = message.SentAt, Reason = outcome };
        return (after, false);
    }

    private async Task<(SentMessage After, bool IsStored)> RefundAsync(SentMessage message)
    {
        var refund = new RefundSend(message.RefundId, message.Account, message.Sequence)
        {
            Memo = $"refused by {Party.Of(message.Recipient, message.Ledger)}: {WordsOf(message.Reason)}",
        };
        var receipt = await own.ExecuteAsync(refund, CancellationToken.None).ConfigureAwait(false);
        var outcome = OutcomeOf(receipt, EntryKind.Refund);
        return outcome is Outcome.Applied or Outcome.AlreadyReversed
            ? (message with { Status = MessageStatus.Refunded, DueAt = null }, true)
            : (message with { Attempt = message.Attempt + 1, DueAt = After(message, LongestPause) }, false);
    }

    // The ids are random, so what has one is this very step, even where it was asked in other words: by a relay of another version,
    // or by one that gave this ledger another name.
    private static Outcome OutcomeOf(Receipt receipt, EntryKind kind) =>
        receipt.Outcome == Outcome.RequestConflict && receipt.Entry.Kind == kind ? receipt.Entry.Outcome : receipt.Outcome;

    // Nothing that a recipient does later makes these right. An account that is not there is a typo.
    private static bool MayPass(Outcome refusal) =>
        refusal is not (Outcome.AccountNotFound or Outcome.WrongCurrency or Outcome.AccountClosed);

    // The longer it was in vain, the longer it waits: half as long as it is on its way.
    private DateTimeOffset After(SentMessage message, TimeSpan longest)
    {
        var now = time.GetUtcNow();
        var pause = TimeSpan.FromTicks(Math.Clamp((now - message.SentAt).Ticks / 2, ShortestPause.Ticks, longest.Ticks));
        return (now + pause * (1 + Random.Shared.NextDouble() / 4)).ToMicrosecond();
    }

    /// <summary>"AccountClosed" as "account closed".</summary>
    private static string WordsOf(Outcome? refusal) =>
        string.Concat($"{refusal}".Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")).TrimStart();
}
