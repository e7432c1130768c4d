namespace AccountGrains.Client;

/// <summary>Request ids for callers that have none of their own.</summary>
public static class RequestId
{
    /// <summary>
    /// A new id: a UUID of version 7 in 36 characters, so that ids sort by the time they were made. Keep it, in the row of the
    /// order that is being paid, before the command is sent for the first time: a retry is safe only with the same id, and a
    /// caller that makes a new one after a crash pays twice. An id that the business already has, such as the order's, is better.
    /// </summary>
    /// <param name="time">The clock; the system's unless set.</param>
    public static string New(TimeProvider? time = null) =>
        Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow()).ToString();
}
