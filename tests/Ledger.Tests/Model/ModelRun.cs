using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Ledger.Tests;

/// <summary>Runs the steps of a scenario on both ledgers and compares them.</summary>
internal sealed class ModelRun(
    Func<Task<IAccountStore>> openStore, IAccountStore store, EmbeddedOptions options, FakeTimeProvider clock) : IAsyncDisposable
{
    private readonly ReferenceLedger reference = new();
    private readonly List<(Command Command, Outcome Outcome, bool IsReplay, Task<Receipt> Answer)> open = [];
    private readonly List<(string Account, int Expired, Task<int> Answer)> expiries = [];
    private EmbeddedLedger ledger = new(store, options, clock);

    public async Task TakeAsync(Step step)
    {
        if (step is Step.Do(var command))
        {
            Send(command);
            return;
        }

        if (step is Step.Expire(var account))
        {
            expiries.Add((account, reference[account].Expire(clock.GetUtcNow()), ledger.ExpireAsync(account)));
            return;
        }

        await SettleAsync();
        if (step is Step.Wait(var seconds)) clock.Advance(TimeSpan.FromSeconds(seconds));
        if (step is not Step.Restart) return;
        await ledger.DisposeAsync();
        ledger = new EmbeddedLedger(await openStore(), options, clock);
    }

    public async Task CompareJournalsAsync()
    {
        await SettleAsync();
        foreach (var id in Scenarios.Accounts)
        {
            var entries = (await ledger.GetStatementAsync(new StatementQuery(id) { PageSize = StatementQuery.MaxPageSize })).Entries;
            Same($"journal of {id}", Lines(id), string.Join('\n', entries.Select(Line)));
        }
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    // Not awaited until the program says so: what is sent in a row may be stored in one batch.
    private void Send(Command command)
    {
        var (outcome, isReplay) = reference.Execute(command, clock.GetUtcNow());
        open.Add((command, outcome, isReplay, ledger.ExecuteAsync(command)));
    }

    private async Task SettleAsync()
    {
        foreach (var (command, outcome, isReplay, answer) in open)
        {
            var receipt = await answer;
            Same($"{command}", (outcome, isReplay, command.RequestId), (receipt.Outcome, receipt.IsReplay, receipt.Entry.RequestId));
        }

        open.Clear();
        foreach (var (account, expired, answer) in expiries) Same($"expiries of {account}", expired, await answer);
        expiries.Clear();
        foreach (var id in Scenarios.Accounts) await CompareAsync(id);
    }

    private async Task CompareAsync(string id)
    {
        var expected = reference[id];
        var account = await ledger.GetAsync(id);
        Same($"status of {id}", expected.Status, account?.Status ?? AccountStatus.Unopened);
        if (account is null) return;

        // A hold counts until its expiry, whether or not a command has come by to record that; with an owner, until that decides.
        var held = expected.OpenHolds.Where(hold => hold.Owner is not null || !(hold.ExpiresAt <= clock.GetUtcNow())).ToList();
        Same($"balance of {id}", expected.Balance, account.Balance);
        Same($"held on {id}", held.Sum(hold => hold.Amount), account.Held);
        Same($"holds on {id}",
            string.Join(' ', held.Select(hold => hold.RequestId).Order(StringComparer.Ordinal)),
            string.Join(' ', account.Holds.Select(hold => hold.Id).Order(StringComparer.Ordinal)));
    }

    private string Lines(string id)
    {
        var balance = 0m;
        return string.Join('\n', reference[id].Journal.Select((entry, i) =>
        {
            if (entry.IsApplied) balance += entry.Amount;
            return Line(i + 1, entry.RequestId, entry.Kind, entry.Outcome, entry.Amount, entry.Held, balance, entry.Hold, entry.Reverses, entry.Time);
        }));
    }

    private static string Line(Entry entry) => Line(
        entry.Sequence, entry.RequestId, entry.Kind, entry.Outcome, entry.Amount, entry.Held, entry.Balance, entry.Hold, entry.Reverses, entry.Time);

    // What a refusal would have changed is no part of the contract.
    private static string Line(
        long sequence, string id, EntryKind kind, Outcome outcome, decimal amount, decimal held, decimal balance, string? hold,
        long? reverses, DateTimeOffset time) =>
        outcome == Outcome.Applied
            ? $"{sequence} {id} {kind} {amount:0} held {held:0} balance {balance:0} hold {hold} reverses {reverses} at {time:T}"
            : $"{sequence} {id} {kind} {outcome} balance {balance:0} at {time:T}";

    private static void Same<T>(string what, T expected, T actual)
    {
        if (!Equals(expected, actual)) Assert.Fail($"{what}\nreference: {expected}\nledger:    {actual}");
    }
}
