namespace AccountGrains.Ledger.Tests;

/// <summary>Sent transfers: the debit with its message, the receipt, the refund, and what may not be done meanwhile.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task Send_Money_DebitsTheSenderAndIsDue()
    {
        await Open(Alice, 100);
        await Open(Bob);

        var sent = await Apply(new Send("gift", Alice, Bob, 30, "EUR") { Memo = "happy birthday" });

        Assert.Equal((EntryKind.Send, -30, 70, Bob), (sent.Kind, sent.Amount, sent.Balance, sent.Counterparty));
        Assert.Equal((70, 0), (await BalanceOf(Alice), await BalanceOf(Bob)));
        var message = Assert.Single(await MessagesOf(Alice));
        Assert.Equal((sent.Sequence, Bob, null, 30, "EUR"), (message.Sequence, message.Recipient, message.Ledger, message.Amount, message.Currency));
        Assert.Equal((MessageStatus.Due, 1, null, "happy birthday"), (message.Status, message.Attempt, message.Reason, message.Memo));
        Assert.Equal((sent.Time, sent.Time), (message.SentAt, message.DueAt));
    }

    [SkippableFact]
    public async Task Send_AgainUnderItsId_SendsOneMessage()
    {
        await Open(Alice, 100);
        var send = new Send("gift", Alice, Bob, 30, "EUR");
        await Apply(send);
        await Bury(Alice);

        var again = await Send(send);

        Assert.True(again is { IsReplay: true, IsApplied: true });
        Assert.Single(await MessagesOf(Alice));
        await Refuse(Outcome.RequestConflict, send with { Ledger = "east" });
    }

    [SkippableFact]
    public async Task Send_Refused_SendsNoMessage()
    {
        await Open(Alice, 100);

        var refused = await Refuse(Outcome.InsufficientFunds, new Send("gift", Alice, Bob, 100.01m, "EUR") { Ledger = "east" });

        Assert.Equal($"{Bob}@east", refused.Counterparty);
        Assert.Empty(await MessagesOf(Alice));
    }

    [SkippableFact]
    public async Task GetMessages_OfARange_GivesThoseInOrder()
    {
        await Open(Alice, 100);
        for (var i = 1; i <= 5; i++) await Apply(new Send($"gift {i}", Alice, Bob, i, "EUR"));

        var range = await Accounts.GetMessagesAsync(Alice, 4, 6);

        Assert.Equal([(4L, 2m), (5, 3), (6, 4)], range.Select(message => (message.Sequence, message.Amount)));
        Assert.Empty(await MessagesOf(Bob));
    }

    [SkippableFact]
    public async Task Deliver_WhatWasSent_CreditsTheRecipientOnce()
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Apply(new Send("gift", Alice, Bob, 30, "EUR") { Memo = "happy birthday" });
        await RestartAsync();

        await Deliver();
        await Deliver();

        Assert.Equal((70, 30), (await BalanceOf(Alice), await BalanceOf(Bob)));
        var message = Assert.Single(await MessagesOf(Alice));
        Assert.Equal((MessageStatus.Delivered, null), (message.Status, message.DueAt));
        var received = (await EntriesOf(Bob))[^1];
        Assert.Equal((EntryKind.Receive, 30, Alice, "happy birthday"), (received.Kind, received.Amount, received.Counterparty, received.Memo));
        await Refuse(Outcome.NotReversible, new ReverseEntry(NewId(), Bob, received.Sequence));
        await Refuse(Outcome.NotReversible, new RefundSend(NewId(), Alice, message.Sequence));
    }

    [SkippableFact]
    public async Task Receive_OfAMessageOfThisLedger_SettlesItInTheSameCommit()
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Apply(new Send("gift", Alice, Bob, 30, "EUR"));
        await Apply(new Send("another", Alice, Bob, 20, "EUR"));
        var gift = (await MessagesOf(Alice))[0];

        // No relay has any part in it.
        await Apply(new Receive(gift.DeliveryId, Bob, 30, "EUR", Alice));

        Assert.Equal(
            [(MessageStatus.Delivered, null), (MessageStatus.Due, 1)],
            (await MessagesOf(Alice)).Select(message => (message.Status, message.DueAt is null ? null : (int?)message.Attempt)));
    }

    [SkippableTheory]
    [InlineData("of another attempt")]
    [InlineData("from another ledger")]
    [InlineData("under no id of a message")]
    public async Task Receive_OfWhatIsNotTheMessageAsItIs_LeavesItDue(string what)
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Apply(new Send("gift", Alice, Bob, 30, "EUR"));
        var gift = Assert.Single(await MessagesOf(Alice));
        var id = what switch
        {
            "of another attempt" => (gift with { Attempt = 2 }).DeliveryId,
            "from another ledger" => gift.DeliveryId,
            _ => $"send:{gift.Id:N}:1",
        };

        await Apply(new Receive(id, Bob, 30, "EUR", what == "from another ledger" ? $"{Alice}@east" : Alice));

        Assert.Equal(MessageStatus.Due, Assert.Single(await MessagesOf(Alice)).Status);
    }

    [SkippableTheory]
    [InlineData("nobody", Outcome.AccountNotFound, "account not found")]
    [InlineData("closed", Outcome.AccountClosed, "account closed")]
    [InlineData("yen", Outcome.WrongCurrency, "wrong currency")]
    public async Task Deliver_WhatIsFinallyRefused_RefundsTheSenderOnceAndSaysWhyOnBothStatements(string name, Outcome reason, string words)
    {
        await Open(Alice, 100);
        await Open(Yen, currency: "JPY");
        await Open(Closed);
        await Close(Closed);
        var recipient = Named(name);
        var sent = await Apply(new Send("gift", Alice, recipient, 30, "EUR"));

        await Deliver();
        await Deliver();

        Assert.Equal(100, await BalanceOf(Alice));
        var message = Assert.Single(await MessagesOf(Alice));
        Assert.Equal((MessageStatus.Refunded, reason, null), (message.Status, message.Reason, message.DueAt));
        var refund = (await EntriesOf(Alice))[^1];
        Assert.Equal((EntryKind.Refund, 30, 100, sent.Sequence), (refund.Kind, refund.Amount, refund.Balance, refund.Reverses));
        Assert.Equal((recipient, $"refused by {recipient}: {words}"), (refund.Counterparty, refund.Memo));
        var refused = (await EntriesOf(recipient))[^1];
        Assert.Equal((EntryKind.Receive, reason, Alice), (refused.Kind, refused.Outcome, refused.Counterparty));
        await Refuse(Outcome.AlreadyReversed, new RefundSend(NewId(), Alice, sent.Sequence));
        await Refuse(Outcome.NotReversible, new RefundSend(NewId(), Alice, refund.Sequence));
    }

    [SkippableFact]
    public async Task Receive_RefusedBefore_StaysRefusedWhateverTheAccountIsNow()
    {
        await Open(Alice, 100);
        await Apply(new Send("gift", Alice, Bob, 30, "EUR"));
        var attempt = Assert.Single(await MessagesOf(Alice)).DeliveryId;
        await Deliver();
        await Open(Bob);
        await Bury(Bob);

        await Refuse(Outcome.AccountNotFound, new Receive(attempt, Bob, 30, "EUR", Alice));

        Assert.Equal((100, Window + 1), (await BalanceOf(Alice), await BalanceOf(Bob)));
    }

    [SkippableFact]
    public async Task Deliver_ToAFrozenAccount_WaitsUntilItIsUnfrozen()
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Freeze(Bob);
        await Apply(new Send("gift", Alice, Bob, 30, "EUR"));

        await Deliver();
        var waiting = Assert.Single(await MessagesOf(Alice));
        await Deliver();
        await Unfreeze(Bob);
        Pass(2);
        await Deliver();

        Assert.Equal((MessageStatus.Due, 2, Outcome.AccountFrozen), (waiting.Status, waiting.Attempt, waiting.Reason));
        Assert.True(waiting.DueAt > Now.AddSeconds(-2));
        Assert.Equal(MessageStatus.Delivered, Assert.Single(await MessagesOf(Alice)).Status);
        Assert.Equal((70, 30), (await BalanceOf(Alice), await BalanceOf(Bob)));
    }

    [SkippableFact]
    public async Task Deliver_ToAnAccountFrozenForTooLong_RefundsTheSender()
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Freeze(Bob);
        await Apply(new Send("gift", Alice, Bob, 30, "EUR"));
        await Deliver();
        Pass(TimeSpan.FromHours(24).TotalSeconds);

        await Deliver();

        var message = Assert.Single(await MessagesOf(Alice));
        Assert.Equal((MessageStatus.Refunded, 2, Outcome.AccountFrozen), (message.Status, message.Attempt, message.Reason));
        Assert.Equal(100, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Refund_OfASenderThatIsFrozenMeanwhile_IsApplied()
    {
        await Open(Alice, 100);
        await Apply(new Send("gift", Alice, Nobody, 30, "EUR"));
        await Freeze(Alice);

        await Deliver();

        Assert.Equal((100, AccountStatus.Frozen), (await BalanceOf(Alice), (await Get(Alice)).Status));
    }

    [SkippableFact]
    public async Task Refund_ThatWouldReachTheLimit_IsMadeOnceThereIsRoom()
    {
        await Open(Rich, AlmostLimit);
        await Apply(new Send("gift", Rich, Nobody, 30, "EUR"));
        await Deposit(Rich, 30);

        await Deliver();
        var waiting = Assert.Single(await MessagesOf(Rich));
        await Withdraw(Rich, 30);
        Pass(2);
        await Deliver();

        Assert.Equal((MessageStatus.Refused, 2), (waiting.Status, waiting.Attempt));
        Assert.Equal(MessageStatus.Refunded, Assert.Single(await MessagesOf(Rich)).Status);
        Assert.Equal(AlmostLimit, await BalanceOf(Rich));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_OfASender_WaitsUntilItsMessageIsSettled(bool isDelivered)
    {
        await Open(Alice, 30);
        await Open(Bob);
        await Apply(new Send("gift", Alice, isDelivered ? Bob : Nobody, 30, "EUR"));
        await Refuse(Outcome.MessagesDue, new CloseAccount("early", Alice));

        await Deliver();
        if (!isDelivered) await Withdraw(Alice, 30);

        await Close(Alice);
        await Refuse(Outcome.MessagesDue, new CloseAccount("early", Alice));
    }

    private Task<IReadOnlyList<SentMessage>> MessagesOf(string account) => Accounts.GetMessagesAsync(account, 1, long.MaxValue);

    /// <summary>Lets a relay handle what is due now, of this test and of whoever shares its store.</summary>
    private Task Deliver() => new Relay(host!.Messages, Accounts, time: Clock).DeliverAsync(Now);
}
