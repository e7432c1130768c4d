using AccountGrains.Ledger;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>What requests change on which account, from what was asked and told alone.</summary>
internal sealed class Effects
{
    private readonly Dictionary<string, Result> byRequest;
    private readonly Dictionary<(string Account, long Sequence), Result> byEntry;

    public Effects(IReadOnlyCollection<Result> results)
    {
        byRequest = results.ToDictionary(result => result.RequestId, StringComparer.Ordinal);
        byEntry = results.ToDictionary(result => (result.Told.Account, result.Told.Sequence));
    }

    /// <summary>The change of the balance of every account that has an entry of the request.</summary>
    public IReadOnlyList<(string Account, decimal Amount)> Of(Result result)
    {
        if (result.Told.Outcome != Outcome.Applied) return [(result.Told.Account, 0)];
        return result.Command switch
        {
            Deposit deposit => [(deposit.Account, deposit.Amount)],
            Withdraw withdraw => [(withdraw.Account, -withdraw.Amount)],
            Transfer transfer => OfLegs(transfer.Legs),
            CaptureHold capture => [(capture.Account, -((PlaceHold)byRequest[capture.Hold].Command).Amount)],
            ReverseEntry reverse => [.. Of(byEntry[(reverse.Account, reverse.Sequence)]).Select(part => (part.Account, -part.Amount))],
            _ => [(result.Told.Account, 0)],
        };
    }

    private static (string, decimal)[] OfLegs(IReadOnlyList<Leg> legs) =>
        [.. legs
            .SelectMany(leg => new[] { (Account: leg.From, Amount: -leg.Amount), (Account: leg.To, leg.Amount) })
            .GroupBy(part => part.Account)
            .Select(account => (account.Key, account.Sum(part => part.Amount)))];
}
