namespace AccountGrains.Ledger;

/// <summary>What the rules say to a request: its receipt and the accounts as they are then, or what they must know first.</summary>
public sealed class Decision
{
    private Decision(Receipt? receipt, IReadOnlyList<AccountState> accounts, IReadOnlyList<Lookup> missing)
    {
        Receipt = receipt;
        Accounts = accounts;
        Missing = missing;
    }

    /// <summary>The answer, to be given once <see cref="Accounts"/> are committed; null while something is missing, and where nobody asked.</summary>
    public Receipt? Receipt { get; }

    /// <summary>
    /// The accounts that the answer rests on, with the entries it gives them; those without new entries must only be what
    /// they were. Empty for a replay and for a conflict, which rest on entries that never change.
    /// </summary>
    public IReadOnlyList<AccountState> Accounts { get; }

    /// <summary>What must be looked up before the request is decided again.</summary>
    public IReadOnlyList<Lookup> Missing { get; }

    internal static readonly Decision Nothing = new(null, [], []);

    internal static Decision Needs(params IReadOnlyList<Lookup> missing) => new(null, [], missing);

    internal static Decision Recorded(Request request, IReadOnlyList<AccountState> accounts) =>
        new(Receipt.Recorded(accounts[0].FindRequest(request.Id)!), accounts, []);

    internal static Decision Expired(AccountState account) => new(null, [account], []);

    internal static Decision Known(Receipt receipt) => new(receipt, [], []);
}
