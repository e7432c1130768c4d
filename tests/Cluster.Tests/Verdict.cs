using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests;

/// <summary>What must hold of the tables once nobody asks for anything any more.</summary>
internal static class Verdict
{
    /// <summary>
    /// Waits until no transaction is left in between: whoever has prepared asks for the decision, and whoever has decided for the
    /// confirmation.
    /// </summary>
    public static Task<TimeSpan> ExpectNothingOpenAsync(TestDatabase database) => Condition.HoldsAsync(
        async () => await database.CountAsync("prepared") + await database.CountAsync("decided") == 0,
        "nothing is prepared, and nothing decided waits for a confirmation");

    /// <summary>Waits for that, and expects that the audit finds nothing.</summary>
    public static async Task ExpectCleanAsync(TestDatabase database)
    {
        await ExpectNothingOpenAsync(database);
        await ExpectCleanNowAsync(database);
    }

    /// <summary>Expects that the audit finds nothing, whatever is on its way.</summary>
    public static async Task ExpectCleanNowAsync(TestDatabase database)
    {
        await using var store = await RelationalStore.OpenAsync(database.Store);
        var findings = new List<Finding>();
        await store.AuditAsync(findings.Add);
        Assert.Empty(findings);
    }
}
