namespace AccountGrains.Ledger;

/// <summary>Is told what an audit of holds does, for logs and metrics. It must not throw, and may be called by several threads.</summary>
public interface IHoldAuditObserver
{
    /// <summary>Expiries of holds without an owner were recorded on an account.</summary>
    void Expired(string account, int holds)
    {
    }

    /// <summary>The decision of an owner was recorded.</summary>
    void Settled(DueHold hold, EntryKind kind)
    {
    }

    /// <summary>A hold stays open until its owner is asked again, because it wants so.</summary>
    void Postponed(DueHold hold, DateTimeOffset until)
    {
    }

    /// <summary>A hold stays open until its owner is asked again, as it gave no decision, or one that is refused.</summary>
    void Undecided(DueHold hold, DateTimeOffset until, Exception reason)
    {
    }

    /// <summary>Open holds are past their expiry whose owner this audit does not know. They stay open.</summary>
    void Unregistered(string owner, long holds)
    {
    }

    /// <summary>The store or the host failed. What was taken is due again when its lease ends.</summary>
    void Failed(Exception failure)
    {
    }
}
