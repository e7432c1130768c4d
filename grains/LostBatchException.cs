namespace AccountGrains.Grains;

/// <summary>
/// A transaction of many commands was undone, or nobody knows what became of it: the inner exception says why. Each of the commands
/// goes on alone.
/// </summary>
internal sealed class LostBatchException(Exception cause) : Exception("the transaction of several commands has failed", cause);
