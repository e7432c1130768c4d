namespace AccountGrains.Storage;

/// <summary>How far an audit is: the entries read by its passes, of those that they will read.</summary>
public readonly record struct AuditProgress(long Done, long Total);
