namespace AccountGrains.Ledger;

/// <summary>
/// A settlement was refused before anything was paid, or did not come to its end; the message says which, in one line. Running
/// the same settlement again is always safe.
/// </summary>
public sealed class SettlementException(string message, Exception? inner = null) : Exception(message, inner);
