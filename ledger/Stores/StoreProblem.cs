namespace AccountGrains.Ledger;

/// <summary>What is wrong with a store. In all but <see cref="Unreachable"/> the store itself said that it wrote nothing.</summary>
public enum StoreProblem
{
    /// <summary>No answer, or the connection was lost: what was sent may or may not have been done.</summary>
    Unreachable,

    /// <summary>Another process holds it for too long.</summary>
    Locked,

    /// <summary>It may not be written.</summary>
    ReadOnly,

    /// <summary>No room is left.</summary>
    Full,

    /// <summary>Its schema is newer than this program.</summary>
    NewerVersion,

    /// <summary>It is no database, or one of another program.</summary>
    NotALedger,

    /// <summary>It refused what was written, by a constraint or a type.</summary>
    Refused,
}
