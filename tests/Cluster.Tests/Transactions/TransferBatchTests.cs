using System.Collections.Concurrent;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Transfers that are sent together and paid by one account: few transactions, and each transfer ends once and alone.</summary>
public abstract class TransferBatchTests(PostgresServer server, FaultyCluster cluster) : IAsyncLifetime
{
    private const int Payees = 12;

    private readonly string test = Guid.NewGuid().ToString("N")[..8];
    private readonly ConcurrentBag<Guid> decided = [];

    private IAccounts Accounts => cluster.Cluster.Accounts;

    private string Payer => Named("payer");

    public async Task InitializeAsync()
    {
        await cluster.StartAsync(server);
        cluster.Store.BeforeLoad = _ => Task.CompletedTask;
        cluster.Store.BeforeWrite = _ => Task.CompletedTask;
        cluster.Store.AfterWrite = CountAsync;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteAll_OfOnePayer_IsOneTransaction(bool isBusy)
    {
        await OpenAsync(isBusy);

        await ExpectAppliedAsync([.. Enumerable.Range(1, Payees).Select(Pay)]);

        Assert.Single(decided);
    }

    [SkippableFact]
    public async Task ExecuteAll_PayeeThatIsPaidTwice_IsOneTransaction()
    {
        await OpenAsync();

        await ExpectAppliedAsync([.. Enumerable.Range(1, Payees).Select(Pay), .. Enumerable.Range(1, Payees).Select(i => new Transfer($"more {i}", Payer, Payee(i), 1, "EUR"))]);

        Assert.Single(decided);
    }

    [SkippableFact]
    public async Task ExecuteAll_MoreThanOneTransactionMayHave_IsFew()
    {
        await OpenAsync();
        Transfer[] payments = [.. Enumerable.Range(0, 300).Select(i => new Transfer($"pay {i}", Payer, Payee(i % Payees), 1, "EUR"))];

        await ExpectAppliedAsync(payments);

        Assert.InRange(decided.Count, 1, 10);
    }

    [SkippableFact]
    public async Task ExecuteAll_SomeRefused_HoldUpNobody()
    {
        await OpenAsync();
        await Accounts.ExecuteAsync(new FreezeAccount("freeze", Payee(3)));

        var receipts = await SendAsync(
            [.. Enumerable.Range(1, 8).Select(Pay), new Transfer("nobody", Payer, Named("nobody"), 1, "EUR"), new Transfer("first", Payer, Payee(9), 1, "EUR")]);

        Assert.Equal(
            [Outcome.RequestConflict, Outcome.AccountNotFound, Outcome.AccountFrozen],
            receipts.Where(receipt => !receipt.IsApplied).Select(receipt => receipt.Outcome).Order());
        Assert.Equal(7, receipts.Count(receipt => receipt.IsApplied));
        Assert.Single(decided);
        await Verdict.ExpectCleanAsync(cluster.Database);
    }

    [SkippableFact]
    public async Task ExecuteAll_PayerRunsOutOfMoney_PaysWhatItCanInOneTransaction()
    {
        await OpenAsync();

        var receipts = await SendAsync([.. Enumerable.Range(1, Payees).Select(i => new Transfer($"pay {i}", Payer, Payee(i), 300, "EUR"))]);

        Assert.Equal(3, receipts.Count(receipt => receipt.IsApplied));
        Assert.Equal(Payees - 3, receipts.Count(receipt => receipt.Outcome == Outcome.InsufficientFunds));
        Assert.Single(decided);
        await Verdict.ExpectCleanAsync(cluster.Database);
    }

    [SkippableFact]
    public async Task ExecuteAll_AgainBesideWhatIsNew_PaysNobodyTwice()
    {
        await OpenAsync();
        Transfer[] payments = [.. Enumerable.Range(1, Payees).Select(Pay)];
        var first = await SendAsync(payments[..8]);

        var again = await SendAsync(payments);

        Assert.Equal(first.Select(receipt => receipt with { IsReplay = true }), again.Take(8));
        Assert.All(again.Skip(8), receipt => Assert.True(receipt is { IsApplied: true, IsReplay: false }));
        await ExpectPaidOnceAsync();
    }

    [SkippableFact]
    public async Task ExecuteAll_TwiceAtOnce_PaysNobodyTwice()
    {
        await OpenAsync();
        Transfer[] payments = [.. Enumerable.Range(1, Payees).Select(Pay)];

        var both = await Task.WhenAll(SendAsync(payments), SendAsync(payments));

        Assert.Equal(both[0].Select(receipt => receipt.Entry), both[1].Select(receipt => receipt.Entry));
        Assert.All(both[0].Zip(both[1]), pair => Assert.True(pair.First.IsReplay != pair.Second.IsReplay));
        await ExpectPaidOnceAsync();
    }

    [SkippableFact]
    public async Task ExecuteAll_IdThatAPayeeKnows_IsAConflictAndHoldsUpNobody()
    {
        await OpenAsync();
        await Accounts.ExecuteAsync(new FreezeAccount("known", Payee(5)));
        await Accounts.ExecuteAsync(new UnfreezeAccount("unfreeze", Payee(5)));
        decided.Clear();

        var receipts = await SendAsync([.. Enumerable.Range(1, Payees).Select(Pay), new Transfer("known", Payer, Payee(5), 1, "EUR")]);

        Assert.Equal(Outcome.RequestConflict, receipts[^1].Outcome);
        Assert.All(receipts[..^1], receipt => Assert.True(receipt.IsApplied));
        Assert.Single(decided);
        await ExpectPaidOnceAsync();
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public Task ExecuteAll_WithADecisionOfUnknownOutcome_PaysEachOnce(bool isDurable, bool isBusy) =>
        PayWithALostWriteAsync(ProtocolStep.Decide, isDurable, isBusy);

    [SkippableFact]
    public Task ExecuteAll_WithADecisionThatIsRefused_PaysEachOnce() => PayWithARefusedWriteAsync(ProtocolStep.Decide);

    protected async Task PayWithALostWriteAsync(ProtocolStep step, bool isDurable, bool isBusy)
    {
        await OpenAsync(isBusy);
        var lost = new LostAnswer(write => write.Id.EndsWith(test, StringComparison.Ordinal) && step.IsPartOf(write), isDurable);
        lost.Await(cluster.Store);

        await ExpectAppliedAsync([.. Enumerable.Range(1, Payees).Select(Pay)], mayBeReplays: true);

        Assert.True(lost.WasLost);
    }

    protected async Task PayWithARefusedWriteAsync(ProtocolStep step)
    {
        await OpenAsync();
        var refused = 0;
        cluster.Store.BeforeWrite = write => step.IsPartOf(write) && Interlocked.Exchange(ref refused, 1) == 0
            ? throw new StoreException(StoreProblem.Locked, "another process holds the row")
            : Task.CompletedTask;

        await ExpectAppliedAsync([.. Enumerable.Range(1, Payees).Select(Pay)]);

        Assert.Equal(1, refused);
    }

    private async Task OpenAsync(bool isBusy = true)
    {
        await Accounts.ExecuteAsync(new OpenAccount("open", Payer, "EUR") { Busy = isBusy });
        await Accounts.ExecuteAsync(new Deposit("first", Payer, 1_000, "EUR"));
        await Task.WhenAll(Enumerable.Range(0, Payees + 1).Select(i => Accounts.ExecuteAsync(new OpenAccount("open", Payee(i), "EUR"))));
        decided.Clear();
    }

    private async Task ExpectAppliedAsync(Transfer[] payments, bool mayBeReplays = false)
    {
        var receipts = await SendAsync(payments);

        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied && (mayBeReplays || !receipt.IsReplay)));
        Assert.Equal(payments.Select(payment => payment.RequestId), receipts.Select(receipt => receipt.Entry.RequestId));
        Assert.Equal(1_000 - payments.Length, (await Accounts.GetAsync(Payer))!.Balance);
        Assert.Equal(payments.Length, await cluster.Database.CountAsync(
            $"entry WHERE account = '{Payer}' AND kind = 'transfer' AND outcome = 0"));
        await Verdict.ExpectCleanAsync(cluster.Database);
    }

    private async Task ExpectPaidOnceAsync()
    {
        Assert.Equal(1_000 - Payees, (await Accounts.GetAsync(Payer))!.Balance);
        foreach (var i in Enumerable.Range(1, Payees)) Assert.Equal(1, (await Accounts.GetAsync(Payee(i)))!.Balance);
        await Verdict.ExpectCleanAsync(cluster.Database);
    }

    private Task CountAsync(ParticipantWrite<Books> write)
    {
        foreach (var transaction in write.Decide) decided.Add(transaction.Transaction);
        return Task.CompletedTask;
    }

    private Task<Receipt[]> SendAsync(IReadOnlyList<Command> commands) => Task.WhenAll(Accounts.ExecuteAll(commands));

    private Transfer Pay(int number) => new($"pay {number}", Payer, Payee(number), 1, "EUR");

    private string Payee(int number) => Named($"payee{number}");

    private string Named(string name) => $"{name}.{test}";
}
