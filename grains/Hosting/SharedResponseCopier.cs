using Orleans.Serialization.Cloning;

namespace AccountGrains.Grains;

/// <summary>
/// Hands on what a step of a transaction has answered, where Orleans would copy it twice for a caller in the same silo: the account
/// that answers keeps nothing of it, and what it says never changes.
/// </summary>
internal sealed class SharedResponseCopier : IDeepCopier<TransactionResponse>
{
    public TransactionResponse? DeepCopy(TransactionResponse? input, CopyContext context) => input;
}
