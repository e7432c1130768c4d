using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Messages that accounts send on a silo with a relay: once stored they are in its hands, and their rows say so.</summary>
[Collection(TransactionServer.Collection)]
public sealed class HandedMessageTests(PostgresServer server) : BooksStorageTests(server)
{
    [SkippableFact]
    public async Task Write_OfASend_ClaimsTheMessageForTheRelayAndHandsItOver()
    {
        Handover.Open();

        await SendAsync(await OpenAsync("sender"));

        var handed = Assert.Single(await TakeAsync());
        Assert.Equal(handed, Assert.Single(await MessagesAsync()));
        Assert.Equal(handed.SentAt + new RelayOptions().Lease, handed.DueAt);
    }

    [SkippableFact]
    public async Task Write_ThatIsRefused_HandsNothingOver()
    {
        var (first, stale) = (await OpenAsync("sender"), await LoadAsync("sender"));
        await first.CommitAsync(first.Account().Deposit("more", 1));
        Handover.Open();

        await Assert.ThrowsAsync<StaleVersionException>(() => SendAsync(stale));

        Assert.Empty(await TakeAsync());
        Assert.Empty(await MessagesAsync());
    }

    [SkippableFact]
    public async Task Write_OfASendWhereTheRelayHasEnded_LeavesTheMessageToOthers()
    {
        Handover.Open();
        Handover.Close();

        await SendAsync(await OpenAsync("sender"));

        var message = Assert.Single(await MessagesAsync());
        Assert.Equal(message.SentAt, message.DueAt);
    }

    private Task SendAsync(Activation<Books> sender) =>
        sender.CommitAsync(sender.Account().Do(new Send("gift", Named("sender"), "bob", 1, "EUR")));

    private Task<IReadOnlyList<SentMessage>> TakeAsync()
    {
        Handover.Close();
        return Handover.TakeAsync();
    }

    private Task<IReadOnlyList<SentMessage>> MessagesAsync() =>
        Ledger.ListMessagesAsync(Named("sender"), 1, 99, CancellationToken.None);
}
