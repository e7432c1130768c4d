namespace AccountGrains.Ledger;

/// <summary>Nobody knows whether the command was carried out. Send it again with the same request id to know.</summary>
public sealed class RequestInDoubtException(string requestId, string reason, Exception? inner = null)
    : RequestException(requestId, $"request {requestId} is in doubt, send it again with the same id: {reason}", inner);
