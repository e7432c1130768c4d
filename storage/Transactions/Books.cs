using System.Runtime.CompilerServices;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>An account as transactions see it. Copying it copies one reference: an account never changes.</summary>
public sealed class Books : IEquatable<Books>, IFollowing<Books>
{
    /// <summary>The account.</summary>
    public AccountState Account { get; set; } = new() { Id = "" };

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

    /// <summary>Whether both have the very same account.</summary>
    public bool Equals(Books? other) => other is not null && ReferenceEquals(Account, other.Account);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Books);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Account);
}
