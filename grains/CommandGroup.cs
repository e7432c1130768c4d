using System.Diagnostics;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>
/// Commands of one account that arrive until it is locked for the first of them. One transaction decides all, each on what those before
/// it have left.
/// </summary>
internal sealed class CommandGroup
{
    // What undoes one undoes all, and all are in one write.
    private const int MaxCommands = 256;

    private readonly List<(Request Request, DateTimeOffset Now, Activity? Activity)> commands = [];

    /// <summary>The decisions, in the order of the commands, once they are made.</summary>
    public List<PartDecision> Decisions { get; } = [];

    /// <summary>Ends when the transaction has.</summary>
    public Task Committed { get; set; } = Task.CompletedTask;

    public bool IsFull => commands.Count == MaxCommands;

    /// <summary>Takes a command in, and gives its place.</summary>
    public int Add(Request request, DateTimeOffset now)
    {
        commands.Add((request, now, Activity.Current));
        return commands.Count - 1;
    }

    /// <summary>Decides all, and keeps what is recorded.</summary>
    /// <param name="held">The account under its lock.</param>
    /// <param name="account">The same, with what is known to be stored.</param>
    public void Decide(Books held, AccountState account)
    {
        foreach (var (request, now, activity) in commands)
        {
            var decision = PartDecider.DecideAlone(account, request, now);
            Decisions.Add(decision);
            if (decision is not PartDecision.Recorded recorded) continue;
            account = recorded.Account;
            held.Keep(account, activity);
        }
    }
}
