namespace AccountGrains.Storage;

/// <summary>A transaction that a participant has promised to commit when its manager says so.</summary>
/// <param name="Sequence">Its number among the transactions of the participant.</param>
/// <param name="Transaction">Its id.</param>
/// <param name="Clock">Its logical time.</param>
/// <param name="Manager">The participant that decides, as text, or null where that is this one.</param>
/// <param name="State">The state after it.</param>
public sealed record PreparedState<TState>(long Sequence, Guid Transaction, DateTime Clock, string? Manager, TState State)
{
    /// <summary>Whether the store knows that its manager has committed it.</summary>
    public bool IsDecided { get; init; }
}
