namespace AccountGrains.Grains;

/// <summary>A write was refused because a request of it has an outcome already that had left memory. Nothing was written.</summary>
internal sealed class RequestTakenException(string account)
    : Exception($"a request of account {account} has an outcome already that is not in memory");
