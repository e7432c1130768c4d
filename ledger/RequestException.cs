namespace AccountGrains.Ledger;

/// <summary>A command got no outcome. Sending the same command with the same request id is always safe.</summary>
public abstract class RequestException(string requestId, string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>The request that got no outcome.</summary>
    public string RequestId { get; } = requestId;
}
