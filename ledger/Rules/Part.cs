namespace AccountGrains.Ledger;

/// <summary>What a request asks of one account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Amount">The change of the balance, where the request alone tells it.</param>
/// <param name="Currency">The currency that the account must keep, where the request names one.</param>
/// <param name="Counterparty">The other accounts.</param>
/// <param name="Reverses">The entry on this account that is reversed or refunded.</param>
public readonly record struct Part(
    string Account, decimal Amount, string? Currency, string? Counterparty = null, long? Reverses = null)
{
    /// <summary>The parts of a request, its anchor first; of a reversal only the anchor, as the rest is in the journal.</summary>
    internal static Part[] Of(Command command) => command switch
    {
        Deposit deposit => [new(deposit.Account, deposit.Amount, deposit.Currency)],
        Withdraw withdraw => [new(withdraw.Account, -withdraw.Amount, withdraw.Currency)],
        PlaceHold hold => [new(hold.Account, 0, hold.Currency)],
        CaptureHold capture => [new(capture.Account, 0, capture.Currency)],
        ReverseEntry reverse => [new(reverse.Account, 0, null, Reverses: reverse.Sequence)],
        Send send => [new(send.From, -send.Amount, send.Currency, Party.Of(send.To, send.Ledger))],
        Receive receive => [new(receive.Account, receive.Amount, receive.Currency, receive.Sender)],
        RefundSend refund => [new(refund.Account, 0, null, Reverses: refund.Sequence)],
        Transfer { Legs: [var leg] } =>
        [
            new(leg.From, -leg.Amount, leg.Currency, leg.To),
            new(leg.To, leg.Amount, leg.Currency, leg.From),
        ],
        Transfer transfer => OfLegs(transfer.Legs),
        _ => [new(command.Anchor, 0, null)],
    };

    /// <summary>What the reversal of a transfer asks of an account, from the entry that the transfer has there.</summary>
    public static Part ReversalOf(Entry leg)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return new(leg.Account, -leg.Amount, null, leg.Counterparty, leg.Sequence);
    }

    private static Part[] OfLegs(IReadOnlyList<Leg> legs)
    {
        var moves = legs
            .SelectMany(leg => new[] { (leg.From, -leg.Amount, leg.Currency), (leg.To, leg.Amount, leg.Currency) })
            .ToLookup(move => move.Item1, StringComparer.Ordinal);
        var accounts = moves.Select(account => account.Key).ToArray();
        return
        [
            .. moves.Select(account => new Part(
                account.Key,
                account.Sum(move => move.Item2),
                account.First().Currency,
                string.Join(',', accounts.Where(other => other != account.Key)))),
        ];
    }
}
