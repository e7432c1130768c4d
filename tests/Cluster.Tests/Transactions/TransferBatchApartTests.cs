using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class TransferBatchApartTests(PostgresServer server, ApartCluster cluster)
    : TransferBatchTests(server, cluster), IClassFixture<ApartCluster>
{
    [SkippableTheory]
    [InlineData(ProtocolStep.Prepare, false, false)]
    [InlineData(ProtocolStep.Prepare, false, true)]
    [InlineData(ProtocolStep.Prepare, true, false)]
    [InlineData(ProtocolStep.Prepare, true, true)]
    [InlineData(ProtocolStep.Confirm, false, true)]
    [InlineData(ProtocolStep.Confirm, true, true)]
    public Task ExecuteAll_WithAnAnswerThatIsLost_PaysEachOnce(ProtocolStep step, bool isDurable, bool isBusy) =>
        PayWithALostWriteAsync(step, isDurable, isBusy);

    [SkippableFact]
    public Task ExecuteAll_WithAPromiseThatIsRefused_PaysEachOnce() => PayWithARefusedWriteAsync(ProtocolStep.Prepare);
}
