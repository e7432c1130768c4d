using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Everything that is in a database but the times, to be compared with another.</summary>
internal static class Books
{
    private static readonly string[] Tables =
    [
        "SELECT id, status, currency, kind, overdraft_limit, balance, held, sequence FROM account ORDER BY id",
        "SELECT account, sequence, request_id, kind, outcome, amount, held, balance, counterparty, hold, reverses, memo FROM entry ORDER BY account, sequence",
        "SELECT account, id, status, amount, captured FROM hold ORDER BY account, id",
    ];

    public static async Task<IReadOnlyList<string>> ReadAsync(TestDatabase database)
    {
        var lines = new List<string>();
        foreach (var table in Tables) lines.AddRange(await database.ReadAsync(table));
        return lines;
    }

    public static async Task AssertEqualAsync(TestDatabase expected, TestDatabase actual)
    {
        var (left, right) = (await ReadAsync(expected), await ReadAsync(actual));
        var difference = left.Zip(right).FirstOrDefault(pair => pair.First != pair.Second);
        Assert.True(difference == default, $"expected {difference.First}, found {difference.Second}");
        Assert.Equal(left.Count, right.Count);
    }
}
