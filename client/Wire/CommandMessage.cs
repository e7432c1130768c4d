using AccountGrains.Ledger;
using Request = AccountGrains.Ledger.Request;

namespace AccountGrains.Client;

/// <summary>
/// A command on the wire. A field that is added gets the next number and must mean, where it is absent, what was meant before
/// it existed; silos are upgraded before their callers.
/// </summary>
[GenerateSerializer, Immutable, Alias("accounts.command")]
public sealed record CommandMessage
{
    // Not on the wire.
    [NonSerialized]
    private Once once;

    /// <summary>The <see cref="EntryKind"/> of the command.</summary>
    [Id(0)]
    public required int Kind { get; init; }

    /// <summary>The caller's id.</summary>
    [Id(1)]
    public required string RequestId { get; init; }

    /// <summary>The caller's words.</summary>
    [Id(2)]
    public string? Memo { get; init; }

    /// <summary>The account; null for a transfer.</summary>
    [Id(3)]
    public string? Account { get; init; }

    /// <summary>The amount of a deposit, a withdrawal, a hold, a capture, or of what is sent or received.</summary>
    [Id(4)]
    public decimal? Amount { get; init; }

    /// <summary>The currency of the amount, or of an account that is opened.</summary>
    [Id(5)]
    public string? Currency { get; init; }

    /// <summary>The hold that is captured or released.</summary>
    [Id(6)]
    public string? Hold { get; init; }

    /// <summary>When a hold expires.</summary>
    [Id(7)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The <see cref="Ledger.AccountKind"/> of an account that is opened.</summary>
    [Id(8)]
    public int AccountKind { get; init; }

    /// <summary>The overdraft limit of an account that is opened.</summary>
    [Id(9)]
    public decimal OverdraftLimit { get; init; }

    /// <summary>Whether an account that is opened is busy.</summary>
    [Id(10)]
    public bool Busy { get; init; }

    /// <summary>The sequence of the entry that is reversed or refunded.</summary>
    [Id(11)]
    public long Sequence { get; init; }

    /// <summary>The legs of a transfer.</summary>
    [Id(12)]
    public LegMessage[]? Legs { get; init; }

    /// <summary>The account that money is sent to.</summary>
    [Id(13)]
    public string? Recipient { get; init; }

    /// <summary>The ledger of the recipient; null for this one.</summary>
    [Id(14)]
    public string? Ledger { get; init; }

    /// <summary>The account that sent what is received.</summary>
    [Id(15)]
    public string? Sender { get; init; }

    /// <summary>Who decides about a hold once its expiry has passed.</summary>
    [Id(20)]
    public string? Owner { get; init; }

    /// <summary>The message of a command.</summary>
    public static CommandMessage Of(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Fields(command) with { Memo = command.Memo };
    }

    /// <summary>The command of the message. Its fields are not checked yet.</summary>
    /// <exception cref="InvalidCommandException">The kind is unknown here: the caller is newer than this silo.</exception>
    public Command ToCommand() => Unchecked() with { Memo = Memo };

    /// <summary>The request of the message: its fields are checked once in a process, however many accounts it goes to there.</summary>
    /// <exception cref="InvalidCommandException">A field is malformed, or the kind is unknown here.</exception>
    public Request ToRequest() => once.RequestOf(this);

    private static CommandMessage Fields(Command command) => command switch
    {
        OpenAccount open => Of(command, EntryKind.Open, open.Account) with
        {
            Currency = open.Currency,
            AccountKind = (int)open.AccountKind,
            OverdraftLimit = open.OverdraftLimit,
            Busy = open.Busy,
        },
        Deposit deposit => Of(command, EntryKind.Deposit, deposit.Account, deposit.Amount, deposit.Currency),
        Withdraw withdraw => Of(command, EntryKind.Withdrawal, withdraw.Account, withdraw.Amount, withdraw.Currency),
        PlaceHold place => Of(command, EntryKind.Hold, place.Account, place.Amount, place.Currency) with
        {
            ExpiresAt = place.ExpiresAt,
            Owner = place.Owner,
        },
        CaptureHold capture => Of(command, EntryKind.Capture, capture.Account, capture.Amount, capture.Currency) with
        {
            Hold = capture.Hold,
        },
        ReleaseHold release => Of(command, EntryKind.Release, release.Account) with { Hold = release.Hold },
        FreezeAccount freeze => Of(command, EntryKind.Freeze, freeze.Account),
        UnfreezeAccount unfreeze => Of(command, EntryKind.Unfreeze, unfreeze.Account),
        CloseAccount close => Of(command, EntryKind.Close, close.Account),
        ReverseEntry reverse => Of(command, EntryKind.Reversal, reverse.Account) with { Sequence = reverse.Sequence },
        Send send => Of(command, EntryKind.Send, send.From, send.Amount, send.Currency) with
        {
            Recipient = send.To,
            Ledger = send.Ledger,
        },
        Receive receive => Of(command, EntryKind.Receive, receive.Account, receive.Amount, receive.Currency) with
        {
            Sender = receive.Sender,
        },
        RefundSend refund => Of(command, EntryKind.Refund, refund.Account) with { Sequence = refund.Sequence },
        Transfer transfer => Of(command, EntryKind.Transfer, null) with { Legs = [.. transfer.Legs.Select(LegMessage.Of)] },
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static CommandMessage Of(
        Command command, EntryKind kind, string? account, decimal? amount = null, string? currency = null) => new()
        {
            Kind = (int)kind,
            RequestId = command.RequestId,
            Account = account,
            Amount = amount,
            Currency = currency,
        };

    private Command Unchecked() => (EntryKind)Kind switch
    {
        EntryKind.Open => new OpenAccount(RequestId, Account!, Currency!)
        {
            AccountKind = (AccountKind)AccountKind,
            OverdraftLimit = OverdraftLimit,
            Busy = Busy,
        },
        EntryKind.Deposit => new Deposit(RequestId, Account!, Amount ?? 0, Currency!),
        EntryKind.Withdrawal => new Withdraw(RequestId, Account!, Amount ?? 0, Currency!),
        EntryKind.Hold => new PlaceHold(RequestId, Account!, Amount ?? 0, Currency!) { ExpiresAt = ExpiresAt, Owner = Owner },
        EntryKind.Capture => new CaptureHold(RequestId, Account!, Hold!) { Amount = Amount, Currency = Currency },
        EntryKind.Release => new ReleaseHold(RequestId, Account!, Hold!),
        EntryKind.Freeze => new FreezeAccount(RequestId, Account!),
        EntryKind.Unfreeze => new UnfreezeAccount(RequestId, Account!),
        EntryKind.Close => new CloseAccount(RequestId, Account!),
        EntryKind.Reversal => new ReverseEntry(RequestId, Account!, Sequence),
        EntryKind.Send => new Send(RequestId, Account!, Recipient!, Amount ?? 0, Currency!) { Ledger = Ledger },
        EntryKind.Receive => new Receive(RequestId, Account!, Amount ?? 0, Currency!, Sender!),
        EntryKind.Refund => new RefundSend(RequestId, Account!, Sequence),
        EntryKind.Transfer => new Transfer(RequestId, [.. (Legs ?? []).Select(leg => leg.ToLeg())]),
        _ => throw new InvalidCommandException("kind", $"{Kind} is unknown to this silo: upgrade it before its callers"),
    };

    /// <summary>What follows from the fields and is kept. It has no part in whether two messages are equal.</summary>
    private struct Once : IEquatable<Once>
    {
        private Result? result;

        public Request RequestOf(CommandMessage message)
        {
            // A message that was made of another one by changing a field has taken over what that one kept.
            if (result is not { } known || !ReferenceEquals(known.Message, message))
                result = known = new Result(message, Request.Of(message.ToCommand()));
            return known.Request;
        }

        public readonly bool Equals(Once other) => true;

        public override readonly bool Equals(object? obj) => obj is Once;

        public override readonly int GetHashCode() => 0;

        private sealed record Result(CommandMessage Message, Request Request);
    }
}
