using System.Data.Common;

namespace AccountGrains.Storage;

/// <summary>
/// The reconciliation: each pass streams one ordered query and keeps no more than one account, transfer, hold or message in memory.
/// </summary>
internal sealed class Audit(DbConnection connection, Dialect dialect, Action<Finding> found, IProgress<AuditProgress>? progress)
{
    private const int ReportEvery = 1_000;

    private long findings;
    private long done;
    private long total;

    public async Task<AuditSummary> RunAsync(CancellationToken cancellationToken)
    {
        var accounts = await CountAsync("account", cancellationToken).ConfigureAwait(false);
        var entries = await CountAsync("entry", cancellationToken).ConfigureAwait(false);
        var holds = await CountAsync("hold", cancellationToken).ConfigureAwait(false);
        total = entries + await CountAsync($"entry WHERE {TransferCheck.Entries}", cancellationToken).ConfigureAwait(false);

        var journals = new JournalCheck(Report);
        await StreamAsync(JournalCheck.Query, journals.Add, cancellationToken).ConfigureAwait(false);
        journals.End();
        var transfers = new TransferCheck(Report);
        await StreamAsync(TransferCheck.Query(dialect), transfers.Add, cancellationToken).ConfigureAwait(false);
        transfers.End();
        var reserved = new HoldCheck(Report);
        await ReadAsync(HoldCheck.Query, reserved.Add, cancellationToken).ConfigureAwait(false);
        reserved.End();
        var messages = new MessageCheck(Report);
        await ReadAsync(MessageCheck.Query, messages.Add, cancellationToken).ConfigureAwait(false);
        messages.End();
        var deliveries = new DeliveryCheck(Report);
        await ReadAsync(DeliveryCheck.Query, deliveries.Add, cancellationToken).ConfigureAwait(false);
        deliveries.End();
        var settlements = new SettlementCheck(Report);
        await ReadAsync(SettlementCheck.Query(dialect), settlements.Add, cancellationToken).ConfigureAwait(false);
        settlements.End();
        foreach (var (query, finding) in RowChecks.All)
            await ReadAsync(query, row => Report(finding(row)), cancellationToken).ConfigureAwait(false);

        progress?.Report(new AuditProgress(total, total));
        return new AuditSummary(accounts, entries, holds, transfers.Count, findings) { Messages = messages.Count, MessagesDue = messages.Due };
    }

    private void Report(Finding? finding)
    {
        if (finding is null) return;
        findings++;
        found(finding);
    }

    private Task StreamAsync(string query, Action<DbDataReader> add, CancellationToken cancellationToken) =>
        ReadAsync(
            query,
            row =>
            {
                add(row);
                if (++done % ReportEvery == 0) progress?.Report(new AuditProgress(Math.Min(done, total), total));
            },
            cancellationToken);

    private async Task ReadAsync(string query, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        using var command = connection.Command(query);
        command.CommandTimeout = 0;
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) Read(reader, read);
    }

    /// <summary>A value that no program of ours has written is a finding too, not the end of the audit.</summary>
    private void Read(DbDataReader row, Action<DbDataReader> read)
    {
        try
        {
            read(row);
        }
        catch (Exception unreadable)
            when (unreadable is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            var problem = $"a row has a value that cannot be: {unreadable.Message}";
            Report(new Finding(AuditRule.RowIsReadable, row.GetString(0), null, null, problem));
        }
    }

    private async Task<long> CountAsync(string rows, CancellationToken cancellationToken)
    {
        using var command = connection.Command($"SELECT count(*) FROM {rows}");
        command.CommandTimeout = 0;
        return await command.ReadNumberAsync(cancellationToken).ConfigureAwait(false);
    }
}
