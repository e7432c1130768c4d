namespace AccountGrains.Ledger;

/// <summary>The rules of one account, as pure functions.</summary>
internal static class AccountRules
{
    /// <summary>What is unknown of an account before its part of a request can be judged, or null.</summary>
    public static Lookup? Missing(AccountState account, Request request, Part part) => (request.Command, part.Reverses) switch
    {
        _ when account.Status == AccountStatus.Unopened => null,
        // The hold is there, so the request that made it is known; its entry has left the window.
        (PlaceHold, _) when account.Holds.Find(request.Id) is not null => new RequestLookup(account.Id, request.Id),
        (CaptureHold { Hold: var hold }, _) => MissingHold(account, hold),
        (ReleaseHold { Hold: var hold }, _) => MissingHold(account, hold),
        // What became of a message is known to the store alone.
        (RefundSend { Sequence: var sequence }, _) => Unasked(account, new EntryLookup(account.Id, sequence)),
        (CloseAccount, _) => Unasked(account, new MessagesLookup(account.Id)),
        (_, { } sequence) when account.FindEntry(sequence) is null => new EntryLookup(account.Id, sequence),
        _ => null,
    };

    /// <summary>Judges a part of a request. The order of the checks is the order of <see cref="Outcome"/>; nothing changes here.</summary>
    public static Outcome Judge(AccountState account, Request request, Part part)
    {
        var kind = request.Command.Kind;
        if (kind == EntryKind.Open) return account.Status == AccountStatus.Unopened ? Outcome.Applied : Outcome.AccountExists;
        if (account.Status == AccountStatus.Unopened) return Outcome.AccountNotFound;
        if (part.Currency is not null && part.Currency != account.Currency) return Outcome.WrongCurrency;
        if (account.Status == AccountStatus.Closed) return Outcome.AccountClosed;

        var frozen = account.Status == AccountStatus.Frozen;
        if (frozen && kind is not (EntryKind.Unfreeze or EntryKind.Release or EntryKind.Refund)) return Outcome.AccountFrozen;

        return kind switch
        {
            EntryKind.Unfreeze => frozen ? Outcome.Applied : Outcome.AccountNotFrozen,
            EntryKind.Freeze => Outcome.Applied,
            EntryKind.Close when account.Held != 0 => Outcome.HoldsOpen,
            EntryKind.Close when account.Balance != 0 => Outcome.BalanceNotZero,
            EntryKind.Close => account.HasMessages ? Outcome.MessagesDue : Outcome.Applied,
            EntryKind.Capture or EntryKind.Release when JudgeHold(account, request) is not Outcome.Applied and var refusal => refusal,
            EntryKind.Reversal when JudgeReversal(account, part) is not Outcome.Applied and var refusal => refusal,
            EntryKind.Refund when JudgeRefund(account, part) is not Outcome.Applied and var refusal => refusal,
            _ => JudgeMoney(account, Movement.Of(account, request, part)),
        };
    }

    /// <summary>The account with the outcome of its part recorded, and, where it was applied, carried out.</summary>
    public static AccountState Record(AccountState account, Request request, Part part, Outcome outcome, DateTimeOffset now)
    {
        var movement = Movement.Of(account, request, part);
        var entry = new Entry
        {
            Account = account.Id,
            Sequence = account.Sequence + 1,
            RequestId = request.Id,
            Kind = request.Command.Kind,
            Outcome = outcome,
            Amount = movement.Amount,
            Held = movement.Held,
            Balance = outcome == Outcome.Applied ? account.Balance + movement.Amount : account.Balance,
            Counterparty = part.Counterparty ?? RecipientOf(account, request),
            Hold = movement.Hold?.Id ?? (request.Command as CaptureHold)?.Hold ?? (request.Command as ReleaseHold)?.Hold,
            Reverses = part.Reverses,
            Memo = request.Command.Memo,
            Time = TimeOf(account, now),
            Content = request.Content,
        };
        var recorded = account.Append(entry);
        return outcome == Outcome.Applied ? Apply(recorded, request.Command, movement.Hold) : recorded;
    }

    /// <summary>
    /// Releases the holds that are past their expiry and have no owner. Everything is judged as if that had happened on time.
    /// </summary>
    public static AccountState Expire(AccountState account, DateTimeOffset now)
    {
        while (account.Holds.FirstExpired(now) is { } hold)
        {
            var entry = new Entry
            {
                Account = account.Id,
                Sequence = account.Sequence + 1,
                RequestId = $"§expiry {account.Sequence + 1}",
                Kind = EntryKind.Expiry,
                Outcome = Outcome.Applied,
                Held = -hold.Amount,
                Balance = account.Balance,
                Hold = hold.Id,
                Time = TimeOf(account, now),
                Content = default,
            };
            account = account.Append(entry) with
            {
                Holds = account.Holds.Settle(hold with { Status = HoldStatus.Expired }, entry.Sequence),
            };
        }

        return account;
    }

    // A hold that is open in the store and not in memory was placed by another process: the account has to be loaded again.
    private static Lookup? MissingHold(AccountState account, string hold) => account.FindHold(hold) switch
    {
        null => new HoldLookup(account.Id, hold),
        { Hold.Status: HoldStatus.Open } when account.Holds.Find(hold) is null => new AccountLookup(account.Id),
        _ => null,
    };

    private static Lookup? Unasked(AccountState account, Lookup lookup) => account.HasAsked(lookup) ? null : lookup;

    private static Outcome JudgeHold(AccountState account, Request request)
    {
        var capture = request.Command as CaptureHold;
        return account.FindHold(capture?.Hold ?? ((ReleaseHold)request.Command).Hold)?.Hold switch
        {
            null => Outcome.HoldNotFound,
            { Status: HoldStatus.Captured or HoldStatus.Released } => Outcome.HoldSettled,
            { Status: HoldStatus.Expired } => Outcome.HoldExpired,
            var hold when capture?.Amount > hold.Amount => Outcome.CaptureExceedsHold,
            _ => Outcome.Applied,
        };
    }

    private static Outcome JudgeReversal(AccountState account, Part part)
    {
        var original = account.FindEntry(part.Reverses!.Value)!;
        if (original.Entry is null) return Outcome.EntryNotFound;
        if (!IsReversible(original.Entry)) return Outcome.NotReversible;
        return original.IsReversed ? Outcome.AlreadyReversed : Outcome.Applied;
    }

    private static Outcome JudgeRefund(AccountState account, Part part)
    {
        var original = account.FindEntry(part.Reverses!.Value)!;
        if (original.Entry is null) return Outcome.EntryNotFound;
        if (!original.Entry.IsAppliedSend) return Outcome.NotReversible;
        if (original.IsReversed) return Outcome.AlreadyReversed;
        return original.Message == MessageStatus.Refused ? Outcome.Applied : Outcome.NotReversible;
    }

    private static string? RecipientOf(AccountState account, Request request) =>
        request.Command is RefundSend refund && account.FindEntry(refund.Sequence)?.Entry is { IsAppliedSend: true } send
            ? send.Counterparty
            : null;

    public static bool IsReversible(Entry entry) =>
        entry is { IsApplied: true, Kind: EntryKind.Deposit or EntryKind.Withdrawal or EntryKind.Transfer or EntryKind.Capture };

    private static Outcome JudgeMoney(AccountState account, Movement movement)
    {
        var lowers = movement.Amount - movement.Held < 0;
        if (lowers && account.Kind == AccountKind.Internal && account.Available + movement.Amount - movement.Held < 0)
            return Outcome.InsufficientFunds;
        return Math.Abs(account.Balance + movement.Amount) >= Input.MaxAmount || account.Held + movement.Held >= Input.MaxAmount
            ? Outcome.BalanceLimit
            : Outcome.Applied;
    }

    private static AccountState Apply(AccountState account, Command command, Hold? hold) => command switch
    {
        OpenAccount open => account with
        {
            Status = AccountStatus.Open,
            Currency = open.Currency,
            Kind = open.AccountKind,
            OverdraftLimit = open.OverdraftLimit,
            Busy = open.Busy,
        },
        FreezeAccount => account with { Status = AccountStatus.Frozen },
        UnfreezeAccount => account with { Status = AccountStatus.Open },
        CloseAccount => account with { Status = AccountStatus.Closed },
        _ when hold is null => account,
        _ => account with
        {
            Holds = hold.Status == HoldStatus.Open ? account.Holds.Add(hold) : account.Holds.Settle(hold, account.Sequence),
        },
    };

    // Clocks of several machines differ; the journal of an account is ordered by time all the same.
    private static DateTimeOffset TimeOf(AccountState account, DateTimeOffset now)
    {
        var time = now.ToMicrosecond();
        return time > account.LastTime ? time : account.LastTime;
    }
}
