using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>What several commands ask of one account, decided one after the other: each sees what those before it have changed.</summary>
internal sealed class BatchedParts(CommandMessage[] commands, PartMessage[] parts, DateTimeOffset now)
{
    private readonly Request[] requests = Array.ConvertAll(commands, command => command.ToRequest());

    public PartDecision[] Decisions { get; } = new PartDecision[commands.Length];

    public void Decide(AccountState account)
    {
        for (var i = 0; i < requests.Length; i++)
        {
            Decisions[i] = PartDecider.Decide(account, requests[i], parts[i].ToPart(), now);
            if (Decisions[i] is PartDecision.Recorded recorded) account = recorded.Account;
        }
    }
}
