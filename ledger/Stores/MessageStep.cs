namespace AccountGrains.Ledger;

/// <summary>What becomes of a message.</summary>
/// <param name="Before">The message as the relay knows it: its status and attempt must still be these.</param>
/// <param name="After">The message as it shall be: its status, attempt, due time and reason are written.</param>
public sealed record MessageStep(SentMessage Before, SentMessage After);
