namespace AccountGrains.Ledger;

/// <summary>
/// Money accounts. Every command changes balances exactly once, however often it is sent: a request id has one outcome on
/// an account, for ever.
/// </summary>
/// <remarks>
/// Refusals of the business (<see cref="Outcome"/>) are values. Exceptions are for bad input
/// (<see cref="InvalidCommandException"/>) and for infrastructure: <see cref="RequestFailedException"/> says that nothing was
/// done, <see cref="RequestInDoubtException"/> that nobody knows; in both cases the same command may be sent again.
/// Cancelling ends the wait and never half-applies a command: a cancelled command is in doubt. A question that gets no answer
/// ends with a <see cref="StoreException"/>.
/// </remarks>
public interface IAccounts
{
    /// <summary>Carries out a command, or gives the outcome that its request id already has.</summary>
    /// <exception cref="InvalidCommandException">A field is malformed. Nothing was remembered.</exception>
    /// <exception cref="RequestFailedException">Nothing was done; the same command may be sent again.</exception>
    /// <exception cref="RequestInDoubtException">It may or may not have been done; send the same command again to know.</exception>
    Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default);

    /// <summary>
    /// Carries out commands that do not depend on each other, in any order. Each ends as if it had been sent alone, with its own
    /// receipt or its own exception, and what becomes of one changes nothing for another; sent together they cost less. Of more
    /// than a host takes at a time some wait for their turn, and a deadline counts from then.
    /// </summary>
    /// <returns>What becomes of each command, in the order of the commands.</returns>
    IReadOnlyList<Task<Receipt>> ExecuteAll(IReadOnlyList<Command> commands, CancellationToken cancellationToken = default);

    /// <summary>An account as it is now, or null where none was opened. Sees every change whose receipt was returned before.</summary>
    Task<Account?> GetAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>The balance after the last entry at or before a time, or null where there was none by then.</summary>
    Task<decimal?> GetBalanceAsync(string account, DateTimeOffset asOf, CancellationToken cancellationToken = default);

    /// <summary>The entry that records the outcome of a request on an account, or null where it has none.</summary>
    Task<Entry?> FindAsync(string account, string requestId, CancellationToken cancellationToken = default);

    /// <summary>One page of an account's entries.</summary>
    /// <exception cref="InvalidCommandException">A field of the query is malformed.</exception>
    Task<Statement> GetStatementAsync(StatementQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// How far the transfers are that an account sent, in the order of the entries that sent them: those from one sequence to
    /// another, at most 1000.
    /// </summary>
    /// <exception cref="InvalidCommandException">The account's id is malformed.</exception>
    Task<IReadOnlyList<SentMessage>> GetMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken = default);

    /// <summary>
    /// Registers a settlement run, durably, before any of its lines is paid; <see cref="SettlementRun"/> does so and pays them. A
    /// run that is registered may be begun again, by anybody, with the same account and lines.
    /// </summary>
    /// <returns>Null, or what differs from the manifest with which the run was registered: then it must not be paid.</returns>
    /// <exception cref="StoreException">It may be registered or not; asking again is safe.</exception>
    Task<SettlementDifference?> BeginSettlementAsync(SettlementManifest manifest, CancellationToken cancellationToken = default);

    /// <summary>Records what came of a run whose lines all have an outcome. What is recorded first stays.</summary>
    /// <returns>What is recorded.</returns>
    /// <exception cref="InvalidCommandException">A field is malformed, or no such run was begun.</exception>
    /// <exception cref="StoreException">It may be recorded or not; asking again is safe.</exception>
    Task<SettlementSummary> CompleteSettlementAsync(SettlementSummary summary, CancellationToken cancellationToken = default);
}
