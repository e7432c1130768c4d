namespace AccountGrains.Ledger;

/// <summary>The store's answer to a lookup.</summary>
/// <param name="Lookup">The question; not one for a whole account.</param>
/// <param name="Entry">The entry that was asked for, or null where there is none.</param>
/// <param name="IsReversed">Whether another entry reverses or refunds it.</param>
/// <param name="Hold">The hold that was asked for, or null where there is none.</param>
/// <param name="Message">What became of the message of an entry that sent one, or null where it is not known.</param>
/// <param name="HasMessages">Whether messages of the account are due or not refunded yet.</param>
public sealed record Fact(
    Lookup Lookup,
    Entry? Entry = null,
    bool IsReversed = false,
    Hold? Hold = null,
    MessageStatus? Message = null,
    bool HasMessages = false);
