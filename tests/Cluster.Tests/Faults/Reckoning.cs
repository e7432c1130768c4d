using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>Compares what the callers of a load were told with what is in the tables, once the load is over.</summary>
internal sealed class Reckoning(TestDatabase database, IAccounts accounts)
{
    /// <summary>Expects that every request is in the books as its caller was told, once, and nothing else.</summary>
    public async Task SettleAsync(IReadOnlyList<Result> results)
    {
        // What an account left open when it left memory ends once somebody asks for it.
        foreach (var account in await database.ReadAsync("SELECT id FROM account")) await accounts.GetAsync(account);
        await Verdict.ExpectNothingOpenAsync(database);
        await ExpectNothingOfFailedAsync(results);
        Result[] known = [.. results.Where(result => result.Told.IsKnown)];
        Result[] again = await Task.WhenAll(results.Except(known).Select(AskAgainAsync));
        await Verdict.ExpectCleanAsync(database);

        Result[] all = [.. known, .. again];
        Assert.DoesNotContain(all, result => result.Told.Outcome == Outcome.RequestConflict);
        await ExpectEntriesAsync(all);
        await ExpectBalancesAsync(all);
    }

    private async Task ExpectNothingOfFailedAsync(IReadOnlyList<Result> results)
    {
        var written = (await database.ReadAsync("SELECT DISTINCT request_id FROM entry")).ToHashSet();
        Assert.DoesNotContain(results, result => result.Told.IsFailed && written.Contains(result.RequestId));
    }

    private async Task<Result> AskAgainAsync(Result result)
    {
        var told = await Told.ByAsync(accounts, result.Command);
        Assert.True(told.IsKnown, $"{result}: asked again, it {told.Words}");
        var replayed = await accounts.ExecuteAsync(result.Command);
        Assert.Equal((told, true), (Told.Of(replayed), replayed.IsReplay));
        return result with { Told = told };
    }

    private async Task ExpectEntriesAsync(Result[] results)
    {
        var effects = new Effects(results);
        var expected = results.SelectMany(result => effects.Of(result)
            .Select(part => $"{part.Account} {result.RequestId} {result.Told.Outcome:D} {part.Amount:0.####}"));
        var entries = await database.ReadAsync(
            "SELECT account, request_id, outcome, CASE outcome WHEN 0 THEN amount ELSE 0 END FROM entry");
        AssertSame(expected, entries);

        var told = results.Select(result => $"{result.RequestId} {result.Told.Account} {result.Told.Sequence}");
        Assert.Empty(told.Except(await database.ReadAsync("SELECT request_id, account, sequence FROM entry")));
    }

    private async Task ExpectBalancesAsync(Result[] results)
    {
        var effects = new Effects(results);
        var changes = results.SelectMany(effects.Of).ToLookup(part => part.Account, part => part.Amount);
        var expected = changes.Select(account => $"{account.Key} {account.Sum():0.####}").ToArray();
        AssertSame(expected, await database.ReadAsync("SELECT id, balance FROM account"));
        var read = await Task.WhenAll(changes.Select(account => accounts.GetAsync(account.Key)));
        AssertSame(expected, read.Select(account => $"{account!.Id} {account.Balance:0.####}"));

        // What is in the accounts came in from outside, of which the external account is a part.
        var outside = results.Where(result => result.Command is not Transfer).SelectMany(effects.Of).Sum(part => part.Amount);
        Assert.Equal(outside, decimal.Parse((await database.ReadAsync("SELECT sum(balance) FROM account"))[0], null));
    }

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        string[] wanted = [.. expected.Order(StringComparer.Ordinal)];
        string[] found = [.. actual.Order(StringComparer.Ordinal)];
        Assert.Empty(wanted.Except(found));
        Assert.Empty(found.Except(wanted));
        Assert.Equal(wanted.Length, found.Length);
    }
}
