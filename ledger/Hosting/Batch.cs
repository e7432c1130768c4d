namespace AccountGrains.Ledger;

/// <summary>Requests that are decided in their order and stored together.</summary>
internal sealed class Batch(IReadOnlyList<Pending> requests)
{
    // What is asked again may have been written by others since the answer before. After that it is not there.
    private const int MostAnswers = 2;

    private readonly TaskCompletionSource decidedFirst = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, AccountState> loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccountState> decided = new(StringComparer.Ordinal);
    private readonly HashSet<Lookup> missing = [];
    private readonly Dictionary<Lookup, int> answers = [];
    private bool isDecidedAgain;

    public IReadOnlyList<Pending> Requests { get; } = requests;

    /// <summary>Ends once it is decided, so that the next one may be decided on what it leaves, or has ended.</summary>
    public Task WhenDecided => decidedFirst.Task;

    /// <summary>Ends with it: true where it was stored as it was decided first, so that what was decided on that stands.</summary>
    public Task<bool> WhenEnded => ended.Task;

    /// <summary>Every account that was touched, as it is once the batch is stored.</summary>
    public IReadOnlyDictionary<string, AccountState> After { get; private set; } = new Dictionary<string, AccountState>();

    /// <summary>Whether a commit was sent whose result is not known: the callers of a batch that ends then are in doubt.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether it was stored.</summary>
    public bool IsStored { get; set; }

    /// <summary>What must be looked up before the batch can be stored.</summary>
    public IReadOnlyCollection<Lookup> Missing => missing;

    /// <summary>What has to be committed.</summary>
    public IReadOnlyCollection<AccountState> Decided => decided.Values;

    /// <summary>The ids of the accounts that were touched.</summary>
    public IReadOnlyCollection<string> Accounts => loaded.Keys;

    /// <summary>
    /// What the decisions will ask of the store, as far as the accounts that the requests name tell already; old requests
    /// too where they are expected. To decide without it would be right as well, and be done again after the look-up.
    /// </summary>
    public IReadOnlyCollection<Lookup> Foresee(bool oldRequests)
    {
        var lookups = new HashSet<Lookup>();
        Func<string, AccountState?> find = Find;
        foreach (var pending in Requests) lookups.UnionWith(pending.Foresee(find, oldRequests));
        return lookups;
    }

    /// <summary>Whether an account was loaded: whoever asks for it again has found that memory is behind the store.</summary>
    public bool HasLoaded(string account) => loaded.ContainsKey(account);

    public void Load(AccountState account)
    {
        loaded[account.Id] = account;
        if (answers.Count == 0) return;
        foreach (var lookup in answers.Keys.Where(lookup => lookup.Account == account.Id)) answers.Remove(lookup);
    }

    public void Learn(Fact fact)
    {
        loaded[fact.Lookup.Account] = loaded[fact.Lookup.Account].Learn(fact);
        answers[fact.Lookup] = answers.GetValueOrDefault(fact.Lookup) + 1;
    }

    /// <summary>Decides all requests from the loaded accounts, anew each time.</summary>
    public void Decide(DateTimeOffset now)
    {
        decided.Clear();
        missing.Clear();
        Func<string, AccountState?> find = Find;
        foreach (var pending in Requests)
            if (!pending.IsAnswered) Decide(pending, find, now);
    }

    /// <summary>It is decided, and will leave its accounts with windows of a size.</summary>
    public void TellDecided(int window)
    {
        After = loaded.Keys.ToDictionary(id => id, id => Find(id)!.Stored(window), StringComparer.Ordinal);
        isDecidedAgain = !decidedFirst.TrySetResult();
    }

    /// <summary>Nothing more comes of it.</summary>
    public void TellEnded()
    {
        decidedFirst.TrySetResult();
        ended.SetResult(IsStored && !isDecidedAgain);
    }

    private void Decide(Pending pending, Func<string, AccountState?> find, DateTimeOffset now)
    {
        try
        {
            var decision = pending.Decide(find, now);
            if (decision.Missing.FirstOrDefault(lookup => answers.GetValueOrDefault(lookup) >= MostAnswers) is { } lost)
                throw new InvalidOperationException($"the books of account {lost.Account} lack what other entries name; the audit says what");
            missing.UnionWith(decision.Missing);
            foreach (var account in decision.Accounts) decided[account.Id] = account;
        }
        catch (Exception bug)
        {
            // A command that breaks the rules' code must not fail its neighbours. Its states were never taken over.
            pending.Fail(bug);
        }
    }

    private AccountState? Find(string id) => decided.GetValueOrDefault(id) ?? loaded.GetValueOrDefault(id);
}
