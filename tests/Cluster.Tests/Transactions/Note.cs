namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>The smallest state that a transaction can change.</summary>
internal sealed class Note
{
    public int Value { get; init; }
}
