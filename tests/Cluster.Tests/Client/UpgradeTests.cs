using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Request = AccountGrains.Ledger.Request;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>
/// While a cluster is upgraded, callers and silos of two versions talk to each other. A field that one side does not know is
/// passed over, and one that the other side did not send has its default.
/// </summary>
public sealed class UpgradeTests : IDisposable
{
    // As the first version wrote them. They never change: old callers are still there when silos are new.
    private const string CommandOfVersion1 =
        "20E8000941057231C101410B616C6963654121000002000000000001000000000000004107434E59C101C10101014121" +
        "0000000000000000000000000000000001010101C101E0";

    private const string ReplyOfVersion1 =
        "20E8000121E8400B616C696365011D410572310109014541210000048000000000640000000000000041210000010000" +
        "000000230000000000000041210000040000000000FFFFE7890423C78A410F626F622C7461784107682031010D410DE5" +
        "B7A5E8B584218080F69E108A77DE08810000000000000000E041211093FBFF022A9D3869F05776361FF8DFE00103C101" +
        "01010101E0";

    private readonly ServiceProvider services = new ServiceCollection().AddAccountsWire().AddSerializer(
        serializer => serializer.AddAssembly(typeof(UpgradeTests).Assembly)).BuildServiceProvider();

    public static TheoryData<int> EveryCommand => [.. Enumerable.Range(0, Sample.Commands.Length)];

    private Serializer Serializer => services.GetRequiredService<Serializer>();

    public void Dispose() => services.Dispose();

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Command_OfANewerCaller_IsTheSameRequestHere(int index)
    {
        var command = Sample.Commands[index];
        var sent = Next(CommandMessage.Of(command)) with { Channel = "mobile", Priority = 7 };

        var received = Read<NextCommandMessage, CommandMessage>(sent);

        Assert.Equal(Request.Of(command).Content, Request.Of(received.ToCommand()).Content);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Command_OfThisVersion_HasDefaultsForWhatANewerSiloKnows(int index)
    {
        var sent = CommandMessage.Of(Sample.Commands[index]);

        var received = Read<CommandMessage, NextCommandMessage>(sent);

        Assert.Null(received.Channel);
        Assert.Equal(0, received.Priority);
        Assert.Equal(sent.Legs ?? [], received.Legs ?? []);
        Assert.Equal(Next(sent) with { Legs = received.Legs }, received);
    }

    [Fact]
    public void Reply_OfANewerSilo_GivesItsReceiptHere()
    {
        var receipt = new Receipt(Outcome.InsufficientFunds, Sample.Entry(), IsReplay: true);
        var sent = Next(ReplyMessage.Of(receipt)) with { RetryAfter = TimeSpan.FromSeconds(1) };

        Assert.Equal(receipt, Read<NextReplyMessage, ReplyMessage>(sent).ToReceipt());
    }

    [Fact]
    public void Reply_OfANewerSiloThatFailed_GivesItsFailureHere()
    {
        var sent = new NextReplyMessage { Failure = "full", InDoubt = true, Final = true, RetryAfter = TimeSpan.FromSeconds(1) };

        Assert.Equal(ReplyMessage.Failed("full", inDoubt: true, final: true), Read<NextReplyMessage, ReplyMessage>(sent));
    }

    [Fact]
    public void Reply_OfThisVersion_HasDefaultsForWhatANewerCallerKnows()
    {
        var sent = ReplyMessage.Of(new Receipt(Outcome.Applied, Sample.Entry(), IsReplay: false));

        var received = Read<ReplyMessage, NextReplyMessage>(sent);

        Assert.Null(received.RetryAfter);
        Assert.Null(received.Entry!.Labels);
        Assert.Equal(sent.Entry!.Content, received.Entry.Content);
        Assert.Equal(Next(sent.Entry) with { Content = received.Entry.Content }, received.Entry);
    }

    [Fact]
    public void Command_WrittenByTheFirstVersion_IsRead()
    {
        var received = Serializer.Deserialize<CommandMessage>(Convert.FromHexString(CommandOfVersion1))!;

        Assert.Equal(Sample.Deposit, received.ToCommand());
    }

    [Fact]
    public void Reply_WrittenByTheFirstVersion_IsRead()
    {
        var received = Serializer.Deserialize<ReplyMessage>(Convert.FromHexString(ReplyOfVersion1))!;

        Assert.Equal(new Receipt(Outcome.Applied, Sample.Entry(), IsReplay: true), received.ToReceipt());
    }

    private TTo Read<TFrom, TTo>(TFrom sent) => Serializer.Deserialize<TTo>(Serializer.SerializeToArray(sent))!;

    private static NextCommandMessage Next(CommandMessage message) => new()
    {
        Kind = message.Kind,
        RequestId = message.RequestId,
        Memo = message.Memo,
        Account = message.Account,
        Amount = message.Amount,
        Currency = message.Currency,
        Hold = message.Hold,
        ExpiresAt = message.ExpiresAt,
        AccountKind = message.AccountKind,
        OverdraftLimit = message.OverdraftLimit,
        Busy = message.Busy,
        Sequence = message.Sequence,
        Legs = message.Legs,
        Recipient = message.Recipient,
        Ledger = message.Ledger,
        Sender = message.Sender,
        Owner = message.Owner,
    };

    private static NextReplyMessage Next(ReplyMessage message) => new()
    {
        Outcome = message.Outcome,
        Entry = Next(message.Entry!),
        IsReplay = message.IsReplay,
        Failure = message.Failure,
        InDoubt = message.InDoubt,
        Final = message.Final,
    };

    private static NextEntryMessage Next(EntryMessage message) => new()
    {
        Account = message.Account,
        Sequence = message.Sequence,
        RequestId = message.RequestId,
        Kind = message.Kind,
        Outcome = message.Outcome,
        Amount = message.Amount,
        Held = message.Held,
        Balance = message.Balance,
        Counterparty = message.Counterparty,
        Hold = message.Hold,
        Reverses = message.Reverses,
        Memo = message.Memo,
        Time = message.Time,
        Content = message.Content,
    };
}
