using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Bench.Systems;

/// <summary>The tables of this ledger, before and after a case; every system that writes to them shares this.</summary>
internal static class Books
{
    private const int MostCommands = 10_000;

    /// <summary>Opens the accounts and fills them, with an embedded host that is closed again.</summary>
    public static async Task PrepareAsync(string store, IReadOnlyList<Opening> openings)
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(store));
        var commands = openings.SelectMany(opening => opening.Fill.Prepend<LedgerCommand>(opening.Open));
        foreach (var some in commands.Chunk(MostCommands))
        {
            // The host decides in the order of asking: an account is opened before it is filled.
            var receipts = await Task.WhenAll(some.Select(command => ledger.ExecuteAsync(command)));
            if (receipts.FirstOrDefault(receipt => !receipt.IsApplied) is { } refused)
                throw new InvalidOperationException($"account {refused.Entry.Account} could not be prepared: {refused.Outcome}");
        }
    }

    /// <summary>What the audit finds first, or null.</summary>
    public static async Task<string?> FindFaultAsync(string store)
    {
        await using var books = await RelationalStore.OpenAsync(store, OpenMode.Existing);
        Finding? first = null;
        var summary = await books.AuditAsync(finding => first ??= finding);
        return summary.IsClean ? null : $"the audit found {summary.Findings} faults, the first: {first}";
    }
}
