using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>What the store has of the account of one activation. Younger states may be decided and on their way.</summary>
internal sealed class CommittedAccount
{
    /// <summary>The newest committed state.</summary>
    public AccountState Account { get; set; } = new() { Id = "" };
}
