namespace AccountGrains.Storage;

/// <summary>What became of a write.</summary>
public enum WriteResult
{
    /// <summary>It is durable.</summary>
    Written,

    /// <summary>
    /// Nothing was written: somebody else has written to the participant, or another participant has decided otherwise. It has
    /// to be loaded again.
    /// </summary>
    Stale,

    /// <summary>Nothing was written: the store has a row already that must be unique, such as the outcome of a request.</summary>
    Taken,
}
