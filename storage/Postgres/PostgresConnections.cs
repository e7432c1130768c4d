using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

internal static class PostgresConnections
{
    /// <summary>Runs the statements of a batch in one transaction, or says false where others were first.</summary>
    public static async Task<bool> TryCommitAsync(
        this NpgsqlDataSource source, Action<CountedBatch> fill, CancellationToken cancellationToken)
    {
        var connection = await source.ConnectToWriteAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var batch = new CountedBatch(connection);
            fill(batch);
            return await batch.TryCommitAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The ids that a query of one column finds, which takes an array a parameter.</summary>
    public static async Task<HashSet<string>> ReadIdsAsync(this NpgsqlConnection connection, string query, NpgsqlParameter[] columns)
    {
        using var command = new NpgsqlCommand(query, connection);
        command.Parameters.AddRange(columns);
        var ids = await command.ReadAllAsync(row => row.GetString(0), CancellationToken.None).ConfigureAwait(false);
        return ids.ToHashSet(StringComparer.Ordinal);
    }

    // Failing to connect is known to have written nothing, unlike a connection that is lost later.
    private static async Task<NpgsqlConnection> ConnectToWriteAsync(this NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException unreachable)
        {
            throw new StoreException(StoreProblem.Offline, unreachable.Message, unreachable);
        }
    }
}
