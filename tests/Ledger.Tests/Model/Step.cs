namespace AccountGrains.Ledger.Tests;

/// <summary>One step of a random program.</summary>
internal abstract record Step
{
    /// <summary>Sends a command.</summary>
    public sealed record Do(Command Command) : Step;

    /// <summary>Sends a command of the past again, as a delayed duplicate.</summary>
    public sealed record Again(int Past) : Step;

    /// <summary>Sends another content under the id of a command of the past.</summary>
    public sealed record Twist(int Past, Command Other) : Step;

    /// <summary>Lets time pass, and before that lets every answer arrive.</summary>
    public sealed record Wait(int Seconds) : Step;

    /// <summary>Has the expiries recorded that have passed on an account, as the audit of holds does.</summary>
    public sealed record Expire(string Account) : Step;

    /// <summary>Lets every answer arrive, so that what follows is another batch.</summary>
    public sealed record Settle : Step;

    /// <summary>Starts a new host over the same store.</summary>
    public sealed record Restart : Step;
}
