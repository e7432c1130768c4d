namespace AccountGrains.Ledger;

/// <summary>What is wrong with a store. In all but <see cref="Unreachable"/> it is certain that a commit wrote nothing.</summary>
public enum StoreProblem
{
    /// <summary>The connection was lost or no answer came in time: what was sent may or may not have been done.</summary>
    Unreachable,

    /// <summary>No connection could be made: nothing was sent.</summary>
    Offline,

    /// <summary>Another process holds it for too long.</summary>
    Locked,

    /// <summary>Other processes keep changing the same accounts.</summary>
    Contended,

    /// <summary>It may not be written.</summary>
    ReadOnly,

    /// <summary>No room is left.</summary>
    Full,

    /// <summary>It is empty or its schema is older than this program, which was asked not to change it.</summary>
    OlderVersion,

    /// <summary>Its schema is newer than this program.</summary>
    NewerVersion,

    /// <summary>It is set up so that a commit may be lost or a text not kept.</summary>
    Unsuitable,

    /// <summary>It is no database, or one of another program.</summary>
    NotALedger,

    /// <summary>It refused a row that was written, by a constraint, a type or a trigger.</summary>
    Refused,

    /// <summary>It failed in another way and said so.</summary>
    Failed,
}
