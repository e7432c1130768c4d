namespace AccountGrains.Ledger.Tests.Relaying;

/// <summary>Accounts that something happens to before or after they carry out a command.</summary>
internal sealed class FaultyAccounts(IAccounts inner) : IAccounts
{
    public Func<Command, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<Command, Task> After { get; set; } = _ => Task.CompletedTask;

    public async Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default)
    {
        await Before(command);
        var receipt = await inner.ExecuteAsync(command, cancellationToken);
        await After(command);
        return receipt;
    }

    public IReadOnlyList<Task<Receipt>> ExecuteAll(IReadOnlyList<Command> commands, CancellationToken cancellationToken = default) =>
        [.. commands.Select(command => ExecuteAsync(command, cancellationToken))];

    public Task<Account?> GetAsync(string account, CancellationToken cancellationToken = default) => inner.GetAsync(account, cancellationToken);

    public Task<decimal?> GetBalanceAsync(string account, DateTimeOffset asOf, CancellationToken cancellationToken = default) =>
        inner.GetBalanceAsync(account, asOf, cancellationToken);

    public Task<Entry?> FindAsync(string account, string requestId, CancellationToken cancellationToken = default) =>
        inner.FindAsync(account, requestId, cancellationToken);

    public Task<Statement> GetStatementAsync(StatementQuery query, CancellationToken cancellationToken = default) =>
        inner.GetStatementAsync(query, cancellationToken);

    public Task<IReadOnlyList<SentMessage>> GetMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken = default) =>
        inner.GetMessagesAsync(account, fromSequence, toSequence, cancellationToken);

    public Task<SettlementDifference?> BeginSettlementAsync(
        SettlementManifest manifest, CancellationToken cancellationToken = default) =>
        inner.BeginSettlementAsync(manifest, cancellationToken);

    public Task<SettlementSummary> CompleteSettlementAsync(
        SettlementSummary summary, CancellationToken cancellationToken = default) =>
        inner.CompleteSettlementAsync(summary, cancellationToken);
}
