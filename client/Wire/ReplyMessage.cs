using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>
/// What a silo answers to a command: a receipt, or why there is none. Failures travel as values, so that a caller of another
/// version understands them.
/// </summary>
[GenerateSerializer, Immutable, Alias("accounts.reply")]
public sealed record ReplyMessage
{
    /// <summary>The <see cref="Ledger.Outcome"/>; counts where there is no failure.</summary>
    [Id(0)]
    public int Outcome { get; init; }

    /// <summary>The entry of the receipt.</summary>
    [Id(1)]
    public EntryMessage? Entry { get; init; }

    /// <summary>Whether the outcome is that of an earlier command.</summary>
    [Id(2)]
    public bool IsReplay { get; init; }

    /// <summary>Why there is no receipt, or null.</summary>
    [Id(3)]
    public string? Failure { get; init; }

    /// <summary>Whether the failed command may have been done all the same.</summary>
    [Id(4)]
    public bool InDoubt { get; init; }

    /// <summary>Whether sending it again is in vain.</summary>
    [Id(5)]
    public bool Final { get; init; }

    /// <summary>The message of a receipt.</summary>
    public static ReplyMessage Of(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new ReplyMessage
        {
            Outcome = (int)receipt.Outcome,
            Entry = EntryMessage.Of(receipt.Entry),
            IsReplay = receipt.IsReplay,
        };
    }

    /// <summary>A failure.</summary>
    public static ReplyMessage Failed(string failure, bool inDoubt = false, bool final = false) =>
        new() { Failure = failure, InDoubt = inDoubt, Final = final };

    /// <summary>The receipt, where there was no failure.</summary>
    public Receipt ToReceipt() => new((Outcome)Outcome, Entry!.ToEntry(), IsReplay);
}
