namespace AccountGrains.Storage;

/// <summary>Something in the books that does not hold.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Account">The account, or null where it concerns none alone.</param>
/// <param name="Sequence">The entry, where there is one.</param>
/// <param name="RequestId">The request, where there is one.</param>
/// <param name="Problem">What was found and what should have been, in one line.</param>
public sealed record Finding(AuditRule Rule, string? Account, long? Sequence, string? RequestId, string Problem);
