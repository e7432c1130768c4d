using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>A transaction that a participant has promised to commit.</summary>
/// <param name="Before">The state that the store has the change against.</param>
/// <param name="Prepared">What is promised.</param>
/// <param name="IsStored">Whether the store has it: it does not need to where its manager can write it with the decision.</param>
internal sealed record Promise<TState>(TState Before, PreparedState<TState> Prepared, bool IsStored)
    where TState : class
{
    public bool Equals(Promise<TState>? other) =>
        other is not null && IsStored == other.IsStored && IsSame(other.Prepared) && Before.Equals(other.Before);

    public override int GetHashCode() => Prepared.Sequence.GetHashCode();

    public bool IsSame(PreparedState<TState>? prepared) => ReferenceEquals(Prepared, prepared);
}
