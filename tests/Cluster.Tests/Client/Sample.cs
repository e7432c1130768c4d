using AccountGrains.Ledger;
using Request = AccountGrains.Ledger.Request;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>Values of every type of the contract, with every field set.</summary>
internal static class Sample
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_560);

    /// <summary>One or more of every kind of command that there is.</summary>
    public static Command[] Commands { get; } =
    [
        new OpenAccount("r1", "alice", "CNY"),
        new OpenAccount("r1", "alice", "CNY") { OverdraftLimit = 12.34m, Busy = true, Memo = "開" },
        new OpenAccount("r1", "world", "CNY") { AccountKind = AccountKind.External },
        new Deposit("r1", "alice", 0.01m, "CNY") { Memo = "salary" },
        new Withdraw("r1", "alice", 999_999_999_999_999.99m, "CNY"),
        new Transfer("r1", "alice", "bob", 1.50m, "CNY") { Memo = "rent" },
        new Transfer("r1", [new Leg("alice", "bob", 9m, "CNY"), new Leg("alice", "tax", 1m, "CNY")]),
        new PlaceHold("r1", "alice", 5m, "CNY"),
        new PlaceHold("r1", "alice", 5m, "CNY") { ExpiresAt = Time.ToOffset(TimeSpan.FromHours(8)) },
        new PlaceHold("r1", "alice", 5m, "CNY") { ExpiresAt = Time, Owner = "orders" },
        new CaptureHold("r1", "alice", "h 1"),
        new CaptureHold("r1", "alice", "h 1") { Amount = 2.5m, Currency = "CNY" },
        new ReleaseHold("r1", "alice", "h 1"),
        new FreezeAccount("r1", "alice"),
        new UnfreezeAccount("r1", "alice"),
        new CloseAccount("r1", "alice") { Memo = "moved" },
        new ReverseEntry("r1", "alice", long.MaxValue),
        new Send("r1", "alice", "bob", 1.50m, "CNY"),
        new Send("r1", "alice", "alice", 1.50m, "CNY") { Ledger = "east" },
        new Receive("r1", "alice", 1.50m, "CNY", "zoe@west"),
        new RefundSend("r1", "alice", 7),
    ];

    public static Command Deposit { get; } = new Deposit("r1", "alice", 0.01m, "CNY");

    public static Entry Entry(string requestId = "r1", long sequence = 7) => new()
    {
        Account = "alice",
        Sequence = sequence,
        RequestId = requestId,
        Kind = EntryKind.Deposit,
        Outcome = Outcome.InsufficientFunds,
        Amount = -0.0100m,
        Held = 3.5m,
        Balance = 999_999_999_999_999.9999m,
        Counterparty = "bob,tax",
        Hold = "h 1",
        Reverses = 3,
        Memo = "工资",
        Time = Time,
        Content = Request.Of(Deposit).Content,
    };

    public static Account Account { get; } = new()
    {
        Id = "alice",
        Currency = "CNY",
        Kind = AccountKind.External,
        Status = AccountStatus.Frozen,
        OverdraftLimit = 12.34m,
        Busy = true,
        Balance = -1.0000m,
        Held = 6m,
        Sequence = long.MaxValue,
        Holds = [new Hold { Id = "h 1", Amount = 5m, ExpiresAt = Time, Owner = "orders" }, new Hold { Id = "h 2", Amount = 1m }],
    };

    public static SentMessage Sent { get; } = new()
    {
        Account = "alice",
        Sequence = 7,
        Id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
        Recipient = "bob",
        Ledger = "east",
        Amount = 1.5m,
        Currency = "CNY",
        Memo = "rent",
        SentAt = Time,
        Status = MessageStatus.Refused,
        Attempt = 3,
        DueAt = Time.AddMinutes(1),
        Reason = Outcome.AccountClosed,
    };

    public static StatementQuery Query { get; } = new("alice")
    {
        FromSequence = 2,
        ToSequence = 900,
        From = Time,
        To = Time.AddDays(1),
        NewestFirst = true,
        PageSize = 17,
        StartAt = 55,
    };
}
