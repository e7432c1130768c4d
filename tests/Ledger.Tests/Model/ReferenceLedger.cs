namespace AccountGrains.Ledger.Tests;

/// <summary>
/// What the ledger must do, written once more from its design: slow, without memory of its own, and without a line in common
/// with the rules that it judges.
/// </summary>
internal sealed class ReferenceLedger
{
    private readonly Dictionary<string, ReferenceAccount> accounts = [];

    public ReferenceAccount this[string id] =>
        accounts.TryGetValue(id, out var account) ? account : accounts[id] = new ReferenceAccount();

    public (Outcome Outcome, bool IsReplay) Execute(Command command, DateTimeOffset now)
    {
        var anchor = this[AnchorOf(command)];
        if (anchor.Find(command.RequestId) is { } first)
            return SameContent(first.Command!, command) ? (first.Outcome, true) : (Outcome.RequestConflict, false);

        var touched = Touched(command);
        if (touched.Any(id => this[id].Find(command.RequestId) is not null)) return (Outcome.RequestConflict, false);

        foreach (var id in touched) this[id].Expire(now);
        var refusal = Enum.GetValues<Outcome>().FirstOrDefault(outcome => touched.Any(id => Refuses(outcome, command, id)));
        foreach (var (id, entry) in touched.Select(id => (id, EntryFor(id, command, refusal, now))).ToList())
        {
            if (refusal == Outcome.Applied || this[id] == anchor) this[id].Journal.Add(entry);
        }

        return (refusal, false);
    }

    private static string AnchorOf(Command command) => command switch
    {
        OpenAccount c => c.Account,
        Deposit c => c.Account,
        Withdraw c => c.Account,
        Transfer c => c.Legs[0].From,
        PlaceHold c => c.Account,
        CaptureHold c => c.Account,
        ReleaseHold c => c.Account,
        FreezeAccount c => c.Account,
        UnfreezeAccount c => c.Account,
        CloseAccount c => c.Account,
        ReverseEntry c => c.Account,
        Send c => c.From,
        Receive c => c.Account,
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private string[] Touched(Command command) => command switch
    {
        Transfer transfer => AccountsOf(transfer),
        ReverseEntry reverse when Original(reverse, reverse.Account) is { IsApplied: true, Command: Transfer transfer } => AccountsOf(transfer),
        _ => [AnchorOf(command)],
    };

    private static string[] AccountsOf(Transfer transfer) =>
        [.. transfer.Legs.SelectMany(leg => new[] { leg.From, leg.To }).Distinct()];

    private bool Refuses(Outcome outcome, Command command, string id)
    {
        var account = this[id];
        var (amount, held) = Change(command, id);
        var capture = command as CaptureHold;
        var settled = capture?.Hold ?? (command as ReleaseHold)?.Hold;
        var end = settled is null ? null : account.EndOf(settled)?.Kind;
        var original = command is ReverseEntry reverse ? Original(reverse, id) : null;
        return outcome switch
        {
            Outcome.AccountNotFound => account.Status == AccountStatus.Unopened && command is not OpenAccount,
            Outcome.AccountExists => account.Status != AccountStatus.Unopened && command is OpenAccount,
            Outcome.WrongCurrency => account.Opening is { } opening && CurrencyOf(command, id) is { } currency && currency != opening.Currency,
            Outcome.AccountClosed => account.Status == AccountStatus.Closed,
            Outcome.AccountFrozen => account.Status == AccountStatus.Frozen && command is not (UnfreezeAccount or ReleaseHold),
            Outcome.AccountNotFrozen => account.Status == AccountStatus.Open && command is UnfreezeAccount,
            Outcome.HoldNotFound => settled is not null && account.FindHold(settled) is null,
            Outcome.HoldSettled => end is EntryKind.Capture or EntryKind.Release,
            Outcome.HoldExpired => end is EntryKind.Expiry,
            Outcome.CaptureExceedsHold => capture is not null && capture.Amount > account.FindHold(capture.Hold)?.Amount,
            Outcome.EntryNotFound => command is ReverseEntry && original is null,
            Outcome.NotReversible => original is not null && !IsReversible(original),
            Outcome.AlreadyReversed => original is not null && account.Applied.Any(entry => entry.Reverses == SequenceOn(id, (ReverseEntry)command)),
            Outcome.HoldsOpen => command is CloseAccount && account.OpenHolds.Any(),
            Outcome.BalanceNotZero => command is CloseAccount && account.Balance != 0,
            Outcome.InsufficientFunds => account.Opening is { AccountKind: AccountKind.Internal } opening
                && amount < held && account.Balance + amount - account.Held - held < -opening.OverdraftLimit,
            // Nobody relays here: what was sent is on its way for ever.
            Outcome.MessagesDue => command is CloseAccount && account.Applied.Any(entry => entry.Command is Send),
            _ => false,
        };
    }

    private ReferenceEntry EntryFor(string id, Command command, Outcome outcome, DateTimeOffset now)
    {
        var (amount, held) = Change(command, id);
        return new ReferenceEntry(command, command.RequestId, KindOf(command), outcome, now)
        {
            Amount = amount,
            Held = held,
            Hold = (command as PlaceHold)?.RequestId ?? (command as CaptureHold)?.Hold ?? (command as ReleaseHold)?.Hold,
            Reverses = command is ReverseEntry reverse ? SequenceOn(id, reverse) : null,
        };
    }

    /// <summary>What the command asks of the balance and of the held amount of an account.</summary>
    private (decimal Amount, decimal Held) Change(Command command, string id) => command switch
    {
        Deposit c => (c.Amount, 0),
        Withdraw c => (-c.Amount, 0),
        Send c => (-c.Amount, 0),
        Receive c => (c.Amount, 0),
        Transfer c => (c.Legs.Sum(leg => leg.To == id ? leg.Amount : leg.From == id ? -leg.Amount : 0), 0),
        PlaceHold c => (0, c.Amount),
        CaptureHold c when this[id].FindHold(c.Hold) is { } hold => (-(c.Amount ?? hold.Amount), -hold.Amount),
        ReleaseHold c when this[id].FindHold(c.Hold) is { } hold => (0, -hold.Amount),
        ReverseEntry c when Original(c, id) is { } original && IsReversible(original) => (-original.Amount, 0),
        _ => default,
    };

    private ReferenceEntry? Original(ReverseEntry reverse, string id) => this[id].EntryAt(SequenceOn(id, reverse));

    /// <summary>The sequence, on one of the accounts of a transfer, of the entry that is reversed from another of them.</summary>
    private long SequenceOn(string id, ReverseEntry reverse) =>
        id == reverse.Account
            ? reverse.Sequence
            : this[id].Journal.FindIndex(entry => ReferenceEquals(entry.Command, this[reverse.Account].EntryAt(reverse.Sequence)!.Command)) + 1;

    private static bool IsReversible(ReferenceEntry entry) =>
        entry is { IsApplied: true, Command: Deposit or Withdraw or Transfer or CaptureHold };

    private static string? CurrencyOf(Command command, string id) => command switch
    {
        Deposit c => c.Currency,
        Withdraw c => c.Currency,
        PlaceHold c => c.Currency,
        CaptureHold c => c.Currency,
        Send c => c.Currency,
        Receive c => c.Currency,
        Transfer c => c.Legs.First(leg => leg.From == id || leg.To == id).Currency,
        _ => null,
    };

    private static bool SameContent(Command first, Command second) =>
        first is Transfer a && second is Transfer b
            ? a.Memo == b.Memo && a.Legs.SequenceEqual(b.Legs)
            : first == second;

    private static EntryKind KindOf(Command command) => command switch
    {
        OpenAccount => EntryKind.Open,
        Deposit => EntryKind.Deposit,
        Withdraw => EntryKind.Withdrawal,
        Transfer => EntryKind.Transfer,
        Send => EntryKind.Send,
        Receive => EntryKind.Receive,
        PlaceHold => EntryKind.Hold,
        CaptureHold => EntryKind.Capture,
        ReleaseHold => EntryKind.Release,
        FreezeAccount => EntryKind.Freeze,
        UnfreezeAccount => EntryKind.Unfreeze,
        CloseAccount => EntryKind.Close,
        _ => EntryKind.Reversal,
    };
}
