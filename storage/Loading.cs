using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Loads the states of many accounts at once: their rows, their newest entries, their open holds.</summary>
internal static class Loading
{
    public static async Task<IReadOnlyList<AccountState>> LoadAsync(
        DbConnection connection, Dialect dialect, IReadOnlyCollection<string> ids, int window, CancellationToken cancellationToken)
    {
        using var command = connection.Command(
            $"""
            SELECT {Rows.AccountColumns} FROM account WHERE id IN ({dialect.Ids});
            SELECT {Rows.HoldColumns} FROM hold WHERE account IN ({dialect.Ids}) AND status = 'open';
            SELECT {Rows.Of("e", Rows.EntryColumns)} FROM account a {dialect.Newest} WHERE a.id IN ({dialect.Ids});
            """,
            ("window", window));
        dialect.AddIds(command, ids);

        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var accounts = await reader.ReadAllAsync(Rows.ReadAccount, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var holds = await reader
            .ReadAllAsync(row => (Account: row.GetString(0), Hold: Rows.ReadHold(row)), cancellationToken)
            .ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var entries = await reader.ReadAllAsync(Rows.ReadEntry, cancellationToken).ConfigureAwait(false);

        return Assemble(
            ids,
            accounts.ToDictionary(account => account.Id, StringComparer.Ordinal),
            holds.ToLookup(row => row.Account, row => row.Hold, StringComparer.Ordinal),
            entries.ToLookup(entry => entry.Account, StringComparer.Ordinal));
    }

    private static AccountState[] Assemble(
        IReadOnlyCollection<string> ids,
        Dictionary<string, AccountState> accounts,
        ILookup<string, Hold> holds,
        ILookup<string, Entry> entries) =>
        [.. ids.Select(id =>
        {
            if (!accounts.TryGetValue(id, out var account)) return new AccountState { Id = id };
            Entry[] newest = [.. entries[id].OrderBy(entry => entry.Sequence)];
            // One text of the id, whoever has it.
            return account with
            {
                Id = id,
                LastTime = newest.Length == 0 ? default : newest[^1].Time,
                Window = Window.Of(id, newest),
                Holds = Holds.Of([.. holds[id]]),
            };
        })];
}
