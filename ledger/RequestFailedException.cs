namespace AccountGrains.Ledger;

/// <summary>Nothing was done: the queue was full, or the store could not be read or refused to write.</summary>
public sealed class RequestFailedException(string requestId, string reason, Exception? inner = null)
    : RequestException(requestId, $"request {requestId} was not carried out: {reason}", inner);
