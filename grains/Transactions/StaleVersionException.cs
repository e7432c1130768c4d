namespace AccountGrains.Grains;

/// <summary>
/// A write was refused because somebody else has written to the participant. Nothing was written, and it is loaded again where
/// it is. Orleans' own exception for this would also deactivate the grain, and an activation that leaves takes no more of the
/// messages that its own transactions wait for.
/// </summary>
internal sealed class StaleVersionException(string participant)
    : Exception($"account {participant} was changed by another process; send it again");
