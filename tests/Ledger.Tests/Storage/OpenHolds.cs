namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>Fills a database with accounts that have open holds, faster than commands could.</summary>
public static class OpenHolds
{
    /// <summary>
    /// The accounts <c>a1</c> to <c>aN</c> with 100.00 EUR each, and on each the holds <c>h1</c> to <c>hM</c> of 1.00 that expire within
    /// a minute. The last of them has an owner where there is one.
    /// </summary>
    public static async Task FillAsync(TestDatabase database, int accounts, int holdsEach, DateTimeOffset expireFrom, string? owner = null)
    {
        await (await AccountGrains.Storage.RelationalStore.OpenAsync(database.Store)).DisposeAsync();
        var numbers = $"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {accounts})";
        var content = database is SqliteDatabase ? "x'000102030405060708090a0b0c0d0e0f'" : @"CAST('\x000102030405060708090a0b0c0d0e0f' AS bytea)";
        const string time = "'2026-01-01 00:00:00+00:00'";
        await database.RunAsync(
            $"""
            {numbers} INSERT INTO account (id, status, currency, kind, overdraft_limit, busy, balance, held, sequence)
            SELECT 'a' || i, 'open', 'EUR', 'internal', '0.0', false, '100.0', '{holdsEach}.0', {2 + holdsEach} FROM n
            """);
        await AppendAsync(1, "'open'", "open", "'0.0', '0.0', '0.0', NULL, NULL");
        await AppendAsync(2, "'fund'", "deposit", "'100.0', '0.0', '100.0', NULL, NULL");
        for (var hold = 1; hold <= holdsEach; hold++)
        {
            await AppendAsync(2 + hold, $"'h{hold}'", "hold", $"'0.0', '1.0', '100.0', NULL, 'h{hold}'");
            var expiresAt = expireFrom.AddSeconds(hold * 59.0 / holdsEach).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", null) + "+00:00";
            var named = hold == holdsEach && owner is not null ? $"'{owner}'" : "NULL";
            await database.RunAsync(
                $"""
                {numbers} INSERT INTO hold (account, id, status, amount, captured, expires_at, owner)
                SELECT 'a' || i, 'h{hold}', 'open', '1.0', '0.0', '{expiresAt}', {named} FROM n
                """);
        }

        Task AppendAsync(int sequence, string request, string kind, string values) => database.RunAsync(
            $"""
            {numbers} INSERT INTO entry (
                account, sequence, request_id, kind, outcome, amount, held, balance, counterparty, hold, time, content)
            SELECT 'a' || i, {sequence}, {request}, '{kind}', 0, {values}, {time}, {content} FROM n
            """);
    }
}
