using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>What failures of a write mean.</summary>
internal static class Failures
{
    /// <summary>Whether it is certain that a write which ended with this wrote nothing.</summary>
    public static bool IsNothingWritten(this Exception failure) =>
        failure is StaleVersionException or RequestTakenException or StoreException { NothingWritten: true };
}
