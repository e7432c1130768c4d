using System.Collections.Immutable;

namespace AccountGrains.Ledger;

/// <summary>
/// What the rules know of an account. Immutable: deciding makes a new state, and forgetting it undoes the decision. Every
/// id has a state; one that was never opened has nothing but refusals in its journal.
/// </summary>
public sealed record AccountState
{
    private static readonly ImmutableDictionary<Lookup, Fact> NoFacts = ImmutableDictionary<Lookup, Fact>.Empty;

    /// <summary>The account's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether money may move.</summary>
    public AccountStatus Status { get; init; }

    /// <summary>Null until the account is opened.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether the account may go below its limit.</summary>
    public AccountKind Kind { get; init; }

    /// <summary>How far below zero the available amount reaches.</summary>
    public decimal OverdraftLimit { get; init; }

    /// <summary>Whether many transfers share the account.</summary>
    public bool Busy { get; init; }

    /// <summary>The sum of all applied entries.</summary>
    public decimal Balance { get; init; }

    /// <summary>The sum of all open holds.</summary>
    public decimal Held { get; init; }

    /// <summary>The sequence of the newest entry, which is also the version of the account: every change is an entry.</summary>
    public long Sequence { get; init; }

    /// <summary>The time of the newest entry.</summary>
    public DateTimeOffset LastTime { get; init; }

    /// <summary>The newest entries.</summary>
    public Window Window { get; init; } = Window.Empty;

    /// <summary>The open holds.</summary>
    public Holds Holds { get; init; } = Holds.Empty;

    /// <summary>The entries that are decided and not stored yet, oldest first: what a commit has to write.</summary>
    public ImmutableQueue<Entry> Unstored { get; init; } = ImmutableQueue<Entry>.Empty;

    /// <summary>The sequence that the store has, which a write must still find there.</summary>
    public long StoredSequence { get; init; }

    /// <summary>What was looked up for a decision that memory could not make alone.</summary>
    private ImmutableDictionary<Lookup, Fact> Facts { get; init; } = NoFacts;

    /// <summary>balance - held + overdraft limit.</summary>
    public decimal Available => Balance - Held + OverdraftLimit;

    /// <summary>Adds what the store answered.</summary>
    public AccountState Learn(Fact fact) => this with { Facts = Facts.SetItem(fact.Lookup, fact) };

    /// <summary>
    /// The state with its next entry, which is not stored yet, and with the balance and held amount that the entry tells. What it
    /// changes beside these is the caller's to set.
    /// </summary>
    public AccountState Append(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return this with
        {
            Sequence = entry.Sequence,
            LastTime = entry.Time,
            Balance = entry.Balance,
            Held = entry.IsApplied ? Held + entry.Held : Held,
            Window = Window.Add(entry),
            Unstored = Unstored.Enqueue(entry),
        };
    }

    /// <summary>The state once its unstored entries are in the store, with a window of the given size.</summary>
    public AccountState Stored(int window) => Stored(Sequence, window);

    /// <summary>
    /// The state once its entries up to a sequence are in the store. The window has the given size, or all that is not stored
    /// yet where that is more. What was looked up is forgotten.
    /// </summary>
    public AccountState Stored(long sequence, int window)
    {
        sequence = Math.Clamp(sequence, StoredSequence, Sequence);
        var unstored = Unstored;
        while (!unstored.IsEmpty && unstored.Peek().Sequence <= sequence) unstored = unstored.Dequeue();
        return this with
        {
            StoredSequence = sequence,
            Unstored = unstored,
            Window = Window.Trim((int)Math.Max(window, Sequence - sequence)),
            Holds = Holds.Stored(sequence),
            Facts = NoFacts,
        };
    }

    /// <summary>
    /// The account as its owner sees it at a time, or null where it was never opened. A hold that is past its expiry is gone,
    /// although no entry says so yet.
    /// </summary>
    public Account? ToAccount(DateTimeOffset now)
    {
        if (Status == AccountStatus.Unopened) return null;
        var seen = AccountRules.Expire(this, now);
        return new Account
        {
            Id = Id,
            Currency = Currency!,
            Kind = Kind,
            Status = Status,
            OverdraftLimit = OverdraftLimit,
            Busy = Busy,
            Balance = Balance,
            Held = seen.Held,
            Sequence = Sequence,
            Holds = seen.Holds.Open,
        };
    }

    /// <summary>The entry that records the outcome of a request, as far as it is known here.</summary>
    internal Entry? FindRequest(string requestId) =>
        Window.Find(requestId) ?? (Facts.IsEmpty ? null : Find(new RequestLookup(Id, requestId))?.Entry);

    /// <summary>Whether every request that the account has seen is in the window.</summary>
    internal bool HasWholeJournal => Window.Count == Sequence;

    /// <summary>Whether the store has answered a lookup.</summary>
    internal bool HasAsked(Lookup lookup) => Facts.ContainsKey(lookup);

    /// <summary>A hold in any status, or null where the store has to be asked.</summary>
    internal Fact? FindHold(string hold)
    {
        var lookup = new HoldLookup(Id, hold);
        return Holds.Find(hold) is { } known ? new Fact(lookup, Hold: known) : Find(lookup);
    }

    /// <summary>An entry by sequence, or null where the store has to be asked.</summary>
    internal Fact? FindEntry(long sequence)
    {
        var lookup = new EntryLookup(Id, sequence);
        var fact = Find(lookup);
        if (fact?.Entry is null && sequence > StoredSequence)
            fact = new Fact(lookup, Unstored.FirstOrDefault(entry => entry.Sequence == sequence));
        return fact is { IsReversed: false } && Unstored.Any(entry => entry.IsApplied && entry.Reverses == sequence)
            ? fact with { IsReversed = true }
            : fact;
    }

    /// <summary>Whether transfers that the account sent are neither delivered nor refunded, as far as it is known here.</summary>
    internal bool HasMessages =>
        Find(new MessagesLookup(Id)) is { HasMessages: true } || Unstored.Any(entry => entry.IsAppliedSend);

    private Fact? Find(Lookup lookup) => Facts.GetValueOrDefault(lookup);
}
