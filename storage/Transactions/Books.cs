using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>An account as transactions see it. Copying it copies references: an account never changes.</summary>
public sealed class Books : IEquatable<Books>, IFollowing<Books>, ITraced<Books>
{
    /// <summary>The account.</summary>
    public AccountState Account { get; set; } = new() { Id = "" };

    /// <summary>The traces of the commands that made the newest entries, by the sequence of these, as far as they were traced.</summary>
    public ImmutableQueue<(long Sequence, ActivityContext Trace)> Traces { get; private set; } =
        ImmutableQueue<(long Sequence, ActivityContext Trace)>.Empty;

    /// <summary>A copy that can be changed on its own.</summary>
    public Books Copy() => new() { Account = Account, Traces = Traces };

    /// <summary>This account, with those entries unstored that an earlier state of it has not.</summary>
    public AccountState Since(Books before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Account.Stored(before.Account.Sequence, int.MaxValue);
    }

    /// <summary>Whether the journal of this account begins with that of another state of it.</summary>
    public bool Follows(Books before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var newest = before.Account.Sequence;
        if (newest <= Account.StoredSequence) return true;
        return Account.Unstored.FirstOrDefault(entry => entry.Sequence == newest) is { } mine
            && before.Account.Window.Find(mine.RequestId) is { } theirs
            && theirs.Sequence == newest && theirs.Content == mine.Content;
    }

    /// <summary>Keeps what a command made of the account, and its trace where it is recorded.</summary>
    public void Keep(AccountState account, Activity? command)
    {
        Account = account;
        if (command is { Recorded: true }) Trace(command.Context);
    }

    /// <summary>Notes the trace of the command that made the newest entry, and forgets those of entries that are stored.</summary>
    public void Trace(ActivityContext trace)
    {
        while (!Traces.IsEmpty && Traces.Peek().Sequence <= Account.StoredSequence) Traces = Traces.Dequeue();
        Traces = Traces.Enqueue((Account.Sequence, trace));
    }

    /// <inheritdoc/>
    public IEnumerable<ActivityContext> TracesSince(Books before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Traces.Where(traced => traced.Sequence > before.Account.Sequence).Select(traced => traced.Trace);
    }

    /// <summary>Whether both have the very same account.</summary>
    public bool Equals(Books? other) => other is not null && ReferenceEquals(Account, other.Account);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Books);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Account);
}
