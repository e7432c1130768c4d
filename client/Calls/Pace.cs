using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>How long a request and each of its attempts may take, and the clock that tells.</summary>
internal sealed record Pace(TimeSpan Deadline, TimeSpan CallTimeout, Backoff Backoff, TimeProvider Time);
