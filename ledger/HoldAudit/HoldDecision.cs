namespace AccountGrains.Ledger;

/// <summary>What an owner wants to become of a hold that is past its expiry.</summary>
public abstract record HoldDecision
{
    private HoldDecision()
    {
    }

    /// <summary>Take the money out of the account.</summary>
    /// <param name="Amount">Above 0 and at most what is held; all of it unless set. The rest is released.</param>
    public sealed record Capture(decimal? Amount = null) : HoldDecision;

    /// <summary>Make the money available again.</summary>
    public sealed record Release : HoldDecision;

    /// <summary>Leave the hold open and ask again.</summary>
    public sealed record AskLater : HoldDecision
    {
        private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

        /// <summary>Leaves the hold open for a time.</summary>
        /// <param name="after">How long, above 0 and at most 366 days.</param>
        public AskLater(TimeSpan after)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(after, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Longest);
            After = after;
        }

        /// <summary>How long.</summary>
        public TimeSpan After { get; }
    }
}
