namespace AccountGrains.Storage;

/// <summary>A transaction that was committed by its manager and has to be confirmed by the others.</summary>
/// <param name="Transaction">Its id.</param>
/// <param name="Clock">Its logical time.</param>
/// <param name="Participants">All that wrote in it, as text.</param>
public sealed record DecidedTransaction(Guid Transaction, DateTime Clock, string Participants)
{
    /// <summary>Those among them that must have prepared it when it is decided.</summary>
    public IReadOnlyList<string> Promised { get; init; } = [];

    /// <summary>Whether all of them are written with the decision: then nobody has to be told of it later.</summary>
    public bool IsWhole { get; init; }
}
