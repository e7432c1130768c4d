namespace AccountGrains.Ledger;

/// <summary>
/// Decides a request on the accounts it touches: first whether its id is known, then every rule, then all changes or one
/// remembered refusal. A pure function of the states, the request and the time.
/// </summary>
public static class Decider
{
    /// <summary>Decides a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="find">The state of an account, or null where it is not loaded.</param>
    /// <param name="now">The time.</param>
    public static Decision Decide(Request request, Func<string, AccountState?> find, DateTimeOffset now)
    {
        if (find(request.Command.Anchor) is not { } anchor) return Decision.Needs(new AccountLookup(request.Command.Anchor));
        if (anchor.FindRequest(request.Id) is { } known) return Decision.Known(request.Answer(known));

        if (!TryFindParts(request, anchor, find, out var parts, out var missing)) return Decision.Needs(missing);
        var accounts = new AccountState[parts.Count];
        for (var i = 0; i < parts.Count; i++)
        {
            if (find(parts[i].Account) is not { } account) return Decision.Needs(AccountsOf(parts));
            accounts[i] = account;
        }

        return Elsewhere(request, accounts) ?? Judge(request, parts, accounts, now);
    }

    /// <summary>Records the expiries that have passed on an account. Nobody asked for them, so there is no receipt.</summary>
    internal static Decision Expire(string account, Func<string, AccountState?> find, DateTimeOffset now)
    {
        if (find(account) is not { } state) return Decision.Needs(new AccountLookup(account));
        var expired = AccountRules.Expire(state, now);
        return ReferenceEquals(expired, state) ? Decision.Nothing : Decision.Expired(expired);
    }

    /// <summary>What another account than the anchor knows of the request id, or null where it is new to all of them.</summary>
    private static Decision? Elsewhere(Request request, ReadOnlySpan<AccountState> accounts)
    {
        foreach (var account in accounts[1..])
        {
            if (account.FindRequest(request.Id) is not { } taken) continue;
            // In memory the anchor may be older than this account: only the store can say that it does not know the request. Where it
            // is this very request, the anchor has it too, and what the store has said of it before is older as well.
            var anchorLookup = new RequestLookup(accounts[0].Id, request.Id);
            return taken.Content != request.Content && accounts[0].HasAsked(anchorLookup)
                ? Decision.Known(Receipt.Conflict(taken))
                : Decision.Needs(anchorLookup);
        }

        return null;
    }

    private static Decision Judge(Request request, IReadOnlyList<Part> parts, AccountState[] accounts, DateTimeOffset now)
    {
        var outcome = Outcome.Applied;
        for (var i = 0; i < parts.Count; i++)
        {
            accounts[i] = AccountRules.Expire(accounts[i], now);
            if (AccountRules.Missing(accounts[i], request, parts[i]) is { } missing) return Decision.Needs(missing);
            outcome = outcome.And(AccountRules.Judge(accounts[i], request, parts[i]));
        }

        if (outcome != Outcome.Applied) return Refuse(request, parts, accounts, outcome, now);
        for (var i = 0; i < parts.Count; i++)
            accounts[i] = AccountRules.Record(accounts[i], request, parts[i], outcome, now);
        return Decision.Recorded(request, accounts);
    }

    // Only the anchor remembers a refusal. The unique key of the store proves that the id is new there and says nothing of
    // the other accounts, so these must know it themselves.
    private static Decision Refuse(Request request, IReadOnlyList<Part> parts, AccountState[] accounts, Outcome outcome, DateTimeOffset now)
    {
        List<Lookup>? missing = null;
        foreach (var account in accounts.AsSpan(1))
        {
            var lookup = new RequestLookup(account.Id, request.Id);
            if (!account.HasWholeJournal && !account.HasAsked(lookup)) (missing ??= []).Add(lookup);
        }

        if (missing is not null) return Decision.Needs(missing);
        accounts[0] = AccountRules.Record(accounts[0], request, parts[0], outcome, now);
        return Decision.Recorded(request, accounts);
    }

    /// <summary>The parts of a request; of a transfer's reversal, those that the journals of its accounts tell.</summary>
    private static bool TryFindParts(
        Request request, AccountState anchor, Func<string, AccountState?> find, out IReadOnlyList<Part> parts, out IReadOnlyList<Lookup> missing)
    {
        parts = request.Parts;
        missing = [];
        if (request.Command is not ReverseEntry { Sequence: var sequence } || anchor.Status == AccountStatus.Unopened) return true;
        if (anchor.FindEntry(sequence) is not { } original)
        {
            missing = [new EntryLookup(anchor.Id, sequence)];
            return false;
        }

        return original.Entry is not { IsAppliedTransfer: true } transfer || TryReverse(transfer, find, out parts, out missing);
    }

    private static bool TryReverse(
        Entry transfer, Func<string, AccountState?> find, out IReadOnlyList<Part> parts, out IReadOnlyList<Lookup> missing)
    {
        var accounts = transfer.Accounts;
        var legs = new Part[accounts.Count];
        parts = legs;
        var unknown = new List<Lookup>();
        for (var i = 0; i < accounts.Count; i++)
        {
            if (find(accounts[i]) is not { } account) unknown.Add(new AccountLookup(accounts[i]));
            else if (FindLeg(account, transfer) is { } leg) legs[i] = Part.ReversalOf(leg);
            else unknown.Add(new RequestLookup(accounts[i], transfer.RequestId));
        }

        missing = unknown;
        return unknown.Count == 0;
    }

    private static Entry? FindLeg(AccountState account, Entry transfer) =>
        account.Id == transfer.Account ? transfer : account.FindRequest(transfer.RequestId);

    private static Lookup[] AccountsOf(IReadOnlyList<Part> parts) => [.. parts.Select(part => new AccountLookup(part.Account))];
}
