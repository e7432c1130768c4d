namespace AccountGrains.Ledger;

/// <summary>
/// Decides a request on one account at a time, for a host whose accounts live in different places. The host locks all accounts
/// of the request, asks each for its verdict, and keeps what they recorded only where every one of them applied its part.
/// </summary>
public static class PartDecider
{
    /// <summary>Decides the part of a request that one account has: recorded where it can be applied, else only judged.</summary>
    public static PartDecision Decide(AccountState account, Request request, Part part, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(request);
        if (account.FindRequest(request.Id) is { } known) return new PartDecision.Known(known);

        account = AccountRules.Expire(account, now);
        if (AccountRules.Missing(account, request, part) is { } lookup) return new PartDecision.Needs(lookup);
        var outcome = AccountRules.Judge(account, request, part);
        return outcome == Outcome.Applied
            ? Record(account, request, part, outcome, now)
            : new PartDecision.Refused(outcome);
    }

    /// <summary>
    /// Decides a request that touches one account alone: a refusal is recorded too. Whether it touches that account alone, the
    /// journal may have to say: the entry that it reverses may be a leg of a transfer.
    /// </summary>
    public static PartDecision DecideAlone(AccountState account, Request request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(request);
        var decision = Decide(account, request, request.Parts[0], now);
        if (decision is not (PartDecision.Recorded or PartDecision.Refused)) return decision;
        if (request.Command is ReverseEntry { Sequence: var sequence } && account.FindEntry(sequence)?.Entry is { IsAppliedTransfer: true })
            return new PartDecision.TouchesOthers();
        return decision is PartDecision.Refused refused ? Refuse(account, request, refused.Outcome, now) : decision;
    }

    /// <summary>Records a refusal on the anchor of a request, unless it knows an outcome already.</summary>
    public static PartDecision Refuse(AccountState anchor, Request request, Outcome outcome, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        ArgumentNullException.ThrowIfNull(request);
        return anchor.FindRequest(request.Id) is { } known
            ? new PartDecision.Known(known)
            : Record(AccountRules.Expire(anchor, now), request, request.Parts[0], outcome, now);
    }

    /// <summary>Records the expiries that have passed; the very same account where there are none.</summary>
    public static AccountState Expire(AccountState account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        return AccountRules.Expire(account, now);
    }

    private static PartDecision.Recorded Record(
        AccountState account, Request request, Part part, Outcome outcome, DateTimeOffset now)
    {
        var recorded = AccountRules.Record(account, request, part, outcome, now);
        return new PartDecision.Recorded(recorded, recorded.FindRequest(request.Id)!);
    }
}
