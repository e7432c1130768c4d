namespace AccountGrains.Ledger;

/// <summary>What the audit of holds asks of the host of the accounts.</summary>
public interface IHoldHost
{
    /// <summary>
    /// Records the expiries that have passed on an account and gives their number, 0 where there are none: then nothing is
    /// written. Asking again is safe.
    /// </summary>
    /// <remarks>Whatever it ends with but a number: they are not recorded, or nobody knows.</remarks>
    Task<int> ExpireAsync(string account, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IAccounts.ExecuteAsync"/>
    Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default);
}
