using AccountGrains.Client;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using Request = AccountGrains.Ledger.Request;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>What goes over the wire comes out the same.</summary>
public sealed class WireTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddAccountsWire().BuildServiceProvider();

    public static TheoryData<int> EveryCommand => [.. Enumerable.Range(0, Sample.Commands.Length)];

    public void Dispose() => services.Dispose();

    [Fact]
    public void Samples_OfCommands_AreOfEveryKind()
    {
        var kinds = Sample.Commands.Select(command => (EntryKind)CommandMessage.Of(command).Kind).Distinct();

        // An expiry is the ledger's own: nobody sends it.
        Assert.Equal(Enum.GetValues<EntryKind>().Except([EntryKind.Expiry]), kinds.Order());
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Command_EveryKind_IsTheSameRequestOnTheOtherSide(int index)
    {
        var command = Sample.Commands[index];

        var received = Send(CommandMessage.Of(command)).ToCommand();

        Assert.Equal(command.GetType(), received.GetType());
        Assert.Equal(command.RequestId, received.RequestId);
        Assert.Equal(command.Memo, received.Memo);
        Assert.Equal(Request.Of(command).Content, Request.Of(received).Content);
        if (command is not Transfer) Assert.Equal(command, received);
    }

    [Fact]
    public void Transfer_Legs_KeepTheirOrder()
    {
        var transfer = Sample.Commands.OfType<Transfer>().Last();

        var received = Assert.IsType<Transfer>(Send(CommandMessage.Of(transfer)).ToCommand());

        Assert.Equal(transfer.Legs, received.Legs);
    }

    [Fact]
    public void Command_KindOfANewerCaller_IsRefusedByName()
    {
        var message = CommandMessage.Of(Sample.Deposit) with { Kind = 99 };

        Assert.Equal("kind", Assert.Throws<InvalidCommandException>(() => Send(message).ToCommand()).Field);
    }

    [Fact]
    public void ToRequest_OfOneMessage_ChecksItOnceAndLeavesItEqualToAnother()
    {
        var message = CommandMessage.Of(Sample.Deposit);

        Assert.Same(message.ToRequest(), message.ToRequest());
        Assert.Equal(CommandMessage.Of(Sample.Deposit), message);
    }

    [Fact]
    public void ToRequest_OfAMessageMadeFromAnother_IsItsOwn()
    {
        var message = CommandMessage.Of(Sample.Deposit);
        var first = message.ToRequest();

        var changed = (message with { Amount = message.Amount + 1 }).ToRequest();

        Assert.NotEqual(first.Content, changed.Content);
        Assert.Equal(message.Amount + 1, Assert.IsType<Deposit>(changed.Command).Amount);
    }

    [Fact]
    public void Entry_EveryFieldSet_ComesOutEqual()
    {
        Assert.Equal(Sample.Entry(), Send(EntryMessage.Of(Sample.Entry())).ToEntry());
    }

    [Fact]
    public void Entry_NoOptionalField_ComesOutEqual()
    {
        var entry = Sample.Entry() with { Counterparty = null, Hold = null, Reverses = null, Memo = null, Amount = 0, Held = 0 };

        Assert.Equal(entry, Send(EntryMessage.Of(entry)).ToEntry());
    }

    [Fact]
    public void Account_EveryFieldSet_ComesOutEqual()
    {
        var received = Send(AccountMessage.Of(Sample.Account)).ToAccount();

        Assert.Equal(Sample.Account.Holds, received.Holds);
        Assert.Equal(Sample.Account with { Holds = received.Holds }, received);
    }

    [Fact]
    public void Query_EveryFieldSet_ComesOutEqual()
    {
        Assert.Equal(Sample.Query, Send(QueryMessage.Of(Sample.Query)).ToQuery("alice"));
    }

    [Fact]
    public void Query_NothingSet_ComesOutEqual()
    {
        var query = new StatementQuery("alice");

        Assert.Equal(query, Send(QueryMessage.Of(query)).ToQuery("alice"));
    }

    [Fact]
    public void SentTransfer_EveryFieldSet_ComesOutEqual()
    {
        Assert.Equal(Sample.Sent, Send(SentTransferMessage.Of(Sample.Sent)).ToSentMessage());
    }

    [Fact]
    public void SentTransfer_NoOptionalField_ComesOutEqual()
    {
        var sent = Sample.Sent with { Ledger = null, Memo = null, DueAt = null, Reason = null };

        Assert.Equal(sent, Send(SentTransferMessage.Of(sent)).ToSentMessage());
    }

    [Fact]
    public void Settlement_Manifest_ComesOutEqual()
    {
        var manifest = new SettlementManifest("run 1", "alice", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });

        var received = Send(SettlementManifestMessage.Of(manifest)).ToManifest("run 1");

        Assert.Equal("alice", received.From);
        Assert.Equal(manifest.Digests.ToArray(), received.Digests.ToArray());
    }

    [Theory]
    [InlineData(7L)]
    [InlineData(null)]
    public void Settlement_Difference_ComesOutEqual(long? line)
    {
        var difference = new SettlementDifference("alice", line, WasThere: true, IsThere: false);

        Assert.Equal(difference, Send(SettlementDifferenceMessage.Of(difference)).ToDifference());
    }

    [Fact]
    public void Settlement_Summary_ComesOutEqual()
    {
        var summary = new SettlementSummary("run 1", "alice", 3, 2, 1, "CNY", 99_999_999_999_999_999.99m);

        Assert.Equal(summary, Send(SettlementSummaryMessage.Of(summary)).ToSummary("run 1"));
    }

    [Fact]
    public void Reply_WithReceipt_ComesOutEqual()
    {
        var receipt = new Receipt(Outcome.InsufficientFunds, Sample.Entry(), IsReplay: true);

        Assert.Equal(receipt, Send(ReplyMessage.Of(receipt)).ToReceipt());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Reply_WithFailure_ComesOutEqual(bool inDoubt, bool final)
    {
        var reply = ReplyMessage.Failed("the queue is full", inDoubt, final);

        Assert.Equal(reply, Send(reply));
    }

    [Fact]
    public void Exception_OfTheLedger_IsTheSameTypeOnTheOtherSide()
    {
        var received = Send<Exception>(new StoreException(StoreProblem.Offline, "the database is away"));

        Assert.Equal("the database is away", Assert.IsType<StoreException>(received).Message);
    }

    // A silo that calls another one learns so whether its call is known to have failed.
    [Fact]
    public void Exception_OfTheDatabase_IsTheSameTypeOnTheOtherSide()
    {
        var received = Send<Exception>(new NpgsqlException("the connection is lost"));

        Assert.Equal("the connection is lost", Assert.IsType<NpgsqlException>(received).Message);
    }

    [Fact]
    public void Exception_OfARefusedWrite_IsTheSameTypeOnTheOtherSide()
    {
        var received = Send<Exception>(new RequestTakenException("alice"));

        Assert.Contains("alice", Assert.IsType<RequestTakenException>(received).Message, StringComparison.Ordinal);
    }

    private T Send<T>(T value)
    {
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
