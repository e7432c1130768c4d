namespace AccountGrains.Ledger.Tests;

/// <summary>A running host of accounts.</summary>
public interface IContractHost : IAsyncDisposable
{
    /// <summary>The accounts of the host that runs now.</summary>
    IAccounts Accounts { get; }

    /// <summary>The messages of its store.</summary>
    IMessageStore Messages { get; }

    /// <summary>Ends the host and starts another one over the same store.</summary>
    Task RestartAsync();
}
