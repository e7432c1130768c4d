using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>Copies the references that a transaction changes.</summary>
internal sealed class BooksCopier : ITransactionDataCopier<Books>
{
    public Books DeepCopy(Books original) => original.Copy();
}
