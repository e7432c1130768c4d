namespace AccountGrains.Ledger;

/// <summary>Keeps accounts in memory, for the tests of callers. Nothing survives the process.</summary>
public sealed class MemoryStore : IAccountStore, IMessageStore, IHoldStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Journal> journals = new(StringComparer.Ordinal);
    private readonly MemoryMessages messages = new();
    private readonly Dictionary<string, SettlementManifest> settlements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SettlementSummary> summaries = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, string Hold), (DateTimeOffset? Until, long Asked)> taken = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<string> accounts, int window, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var states = accounts.Select(id => Find(id)?.Load(window) ?? new AccountState { Id = id });
            return Task.FromResult<IReadOnlyList<AccountState>>([.. states]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fact>> LookUpAsync(IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var facts = lookups.Select(lookup => Find(lookup.Account)?.LookUp(lookup, messages) ?? new Fact(lookup));
            return Task.FromResult<IReadOnlyList<Fact>>([.. facts]);
        }
    }

    /// <inheritdoc/>
    public Task<Conflict?> CommitAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var stale = accounts.Where(IsStale).Select(account => account.Id).ToArray();
            var taken = accounts.SelectMany(account => account.Unstored).Select(Taken).OfType<Entry>().ToArray();
            if (stale.Length + taken.Length > 0) return Task.FromResult<Conflict?>(new Conflict(stale, taken));

            foreach (var account in accounts.Where(account => !account.Unstored.IsEmpty))
            {
                if (!journals.TryGetValue(account.Id, out var journal)) journals.Add(account.Id, journal = new Journal());
                journal.Append(account);
                messages.Append(account);
            }

            return Task.FromResult<Conflict?>(null);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Entry>> ListAsync(StatementQuery query, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(Find(query.Account)?.List(query) ?? []);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> ListMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(messages.List(account, fromSequence, toSequence));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> ClaimMessagesAsync(
        string? ledger, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(messages.Claim(ledger, limit, now, until));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> AdvanceMessagesAsync(IReadOnlyCollection<MessageStep> steps, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(messages.Advance(steps));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueMessages>> CountMessagesDueAsync(CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(messages.CountDue());
    }

    /// <inheritdoc/>
    public Task<SettlementManifest> BeginSettlementAsync(
        SettlementManifest manifest, DateTimeOffset time, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            settlements.TryAdd(manifest.Run, manifest);
            return Task.FromResult(settlements[manifest.Run]);
        }
    }

    /// <inheritdoc/>
    public Task<SettlementSummary?> CompleteSettlementAsync(
        SettlementSummary summary, DateTimeOffset time, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (settlements.ContainsKey(summary.Run)) summaries.TryAdd(summary.Run, summary);
            return Task.FromResult(summaries.GetValueOrDefault(summary.Run));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueHold>> ClaimHoldsAsync(
        string? owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var due = Open().Where(open => open.Hold.Owner == owner && (TakenOf(open).Until ?? open.Hold.ExpiresAt) <= now)
                .OrderBy(open => TakenOf(open).Until ?? open.Hold.ExpiresAt)
                .Take(limit);
            return Task.FromResult<IReadOnlyList<DueHold>>([.. due.ToArray().Select(open => Take(open, until))]);
        }
    }

    /// <inheritdoc/>
    public Task PostponeHoldsAsync(IReadOnlyCollection<(DueHold Hold, DateTimeOffset Until)> holds, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var (hold, until) in holds)
            {
                var key = (hold.Account, hold.Id);
                if (taken.GetValueOrDefault(key).Asked == hold.Asked) taken[key] = (until, hold.Asked);
            }

            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PastExpiry>> CountHoldsPastExpiryAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var owners = Open().Where(open => open.Hold.ExpiresAt <= now).GroupBy(open => open.Hold.Owner);
            return Task.FromResult<IReadOnlyList<PastExpiry>>([.. owners.Select(owner => new PastExpiry(owner.Key, owner.Count()))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Journal? Find(string account) => journals.GetValueOrDefault(account);

    private IEnumerable<(AccountState Account, Hold Hold)> Open() =>
        journals.Values.SelectMany(journal => journal.OpenHolds.Select(hold => (journal.Head, hold)));

    private (DateTimeOffset? Until, long Asked) TakenOf((AccountState Account, Hold Hold) open) =>
        taken.GetValueOrDefault((open.Account.Id, open.Hold.Id));

    private DueHold Take((AccountState Account, Hold Hold) open, DateTimeOffset until)
    {
        var (account, hold) = open;
        var asked = TakenOf(open).Asked + 1;
        taken[(account.Id, hold.Id)] = (until, asked);
        return new DueHold(account.Id, hold.Id, hold.Amount, account.Currency!, hold.ExpiresAt!.Value, hold.Owner, asked);
    }

    private bool IsStale(AccountState account) => account.StoredSequence != (Find(account.Id)?.Head.Sequence ?? 0);

    private Entry? Taken(Entry entry) => Find(entry.Account)?.FindRequest(entry.RequestId);

    private sealed class Journal
    {
        private readonly List<Entry> entries = [];
        private readonly Dictionary<string, Entry> byRequest = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Hold> holds = new(StringComparer.Ordinal);
        private readonly HashSet<long> reversed = [];

        public AccountState Head { get; private set; } = new() { Id = "" };

        public IEnumerable<Hold> OpenHolds => holds.Values.Where(hold => hold.Status == HoldStatus.Open);

        public AccountState Load(int window) => Head with
        {
            Window = Window.Of(Head.Id, entries[^Math.Min(window, entries.Count)..]),
            Holds = Holds.Of([.. OpenHolds]),
        };

        public Entry? FindRequest(string requestId) => byRequest.GetValueOrDefault(requestId);

        public Fact LookUp(Lookup lookup, MemoryMessages messages) => lookup switch
        {
            RequestLookup request => new Fact(lookup, FindRequest(request.RequestId)),
            EntryLookup entry => new Fact(
                lookup,
                entries.ElementAtOrDefault((int)entry.Sequence - 1),
                reversed.Contains(entry.Sequence),
                Message: messages.Find(entry.Account, entry.Sequence)?.Status),
            MessagesLookup => new Fact(lookup, HasMessages: messages.AreDue(lookup.Account)),
            HoldLookup hold => new Fact(lookup, Hold: holds.GetValueOrDefault(hold.Hold)),
            _ => throw new ArgumentOutOfRangeException(nameof(lookup)),
        };

        public IReadOnlyList<Entry> List(StatementQuery query)
        {
            var (low, high) = query.Range();
            var range = entries.Where(entry =>
                entry.Sequence >= low && entry.Sequence <= high && !(entry.Time < query.From) && !(entry.Time > query.To));
            return [.. (query.NewestFirst ? range.Reverse() : range).Take(query.PageSize + 1)];
        }

        public void Append(AccountState account)
        {
            foreach (var entry in account.Unstored)
            {
                entries.Add(entry);
                byRequest.Add(entry.RequestId, entry);
                if (!entry.IsApplied) continue;
                if (entry.Reverses is { } sequence) reversed.Add(sequence);
                if (entry.Hold is { } hold) holds[hold] = account.Holds.Find(hold)!;
            }

            Head = account.Stored(0) with { Holds = Holds.Empty };
        }
    }
}
