namespace AccountGrains.Ledger;

/// <summary>The messages of a memory store, which locks.</summary>
internal sealed class MemoryMessages
{
    private readonly SortedDictionary<(string Account, long Sequence), SentMessage> messages = new(ByAccount);
    private readonly Dictionary<Guid, (string Account, long Sequence)> keys = [];

    private static Comparer<(string Account, long Sequence)> ByAccount => Comparer<(string Account, long Sequence)>.Create(
        (one, other) => string.CompareOrdinal(one.Account, other.Account) is not 0 and var order
            ? order
            : one.Sequence.CompareTo(other.Sequence));

    public SentMessage? Find(string account, long sequence) => messages.GetValueOrDefault((account, sequence));

    public bool AreDue(string account) => messages.Values.Any(message => message.Account == account && message.DueAt is not null);

    /// <summary>Adds the messages that the unstored entries of an account send, and settles those that they receive or refund.</summary>
    public void Append(AccountState account)
    {
        foreach (var message in SentMessage.Of(account))
        {
            messages.Add(KeyOf(message), message);
            keys.Add(message.Id, KeyOf(message));
        }

        foreach (var (id, attempt) in SentMessage.DeliveredTo(account))
        {
            if (keys.TryGetValue(id, out var key) && messages[key] is { Status: MessageStatus.Due } due && due.Attempt == attempt)
                messages[key] = due with { Status = MessageStatus.Delivered, DueAt = null };
        }

        foreach (var sequence in SentMessage.RefundedTo(account))
        {
            var key = (account.Id, sequence);
            messages[key] = messages[key] with { Status = MessageStatus.Refunded, DueAt = null };
        }
    }

    public IReadOnlyList<SentMessage> List(string account, long fromSequence, long toSequence) =>
        [.. messages.Values
            .Where(message => message.Account == account && message.Sequence >= fromSequence && message.Sequence <= toSequence)
            .Take(StatementQuery.MaxPageSize)];

    public IReadOnlyList<SentMessage> Claim(string? ledger, int limit, DateTimeOffset now, DateTimeOffset until)
    {
        SentMessage[] claimed =
        [
            .. messages.Values
                .Where(message => message.DueAt <= now && (message.Status == MessageStatus.Due ? message.Ledger : null) == ledger)
                .OrderBy(message => message.DueAt)
                .Take(limit)
                .Select(message => message with { DueAt = until }),
        ];
        foreach (var message in claimed) messages[KeyOf(message)] = message;
        return claimed;
    }

    public IReadOnlyList<SentMessage> Advance(IEnumerable<MessageStep> steps)
    {
        var changed = new List<SentMessage>();
        foreach (var (before, after) in steps)
        {
            if (!messages.TryGetValue(KeyOf(before), out var now)) continue;
            if (now.Status != before.Status || now.Attempt != before.Attempt) continue;
            now = now with { Status = after.Status, Attempt = after.Attempt, DueAt = after.DueAt, Reason = after.Reason };
            messages[KeyOf(now)] = now;
            changed.Add(now);
        }

        return changed;
    }

    public IReadOnlyList<DueMessages> CountDue() =>
        [.. messages.Values
            .Where(message => message.DueAt is not null)
            .GroupBy(message => message.Ledger)
            .Select(ledger => new DueMessages(ledger.Key, ledger.Count(), ledger.Min(message => message.SentAt)))];

    private static (string, long) KeyOf(SentMessage message) => (message.Account, message.Sequence);
}
