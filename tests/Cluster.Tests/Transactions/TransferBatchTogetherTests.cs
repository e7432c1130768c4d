using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class TransferBatchTogetherTests(PostgresServer server, FaultyCluster cluster)
    : TransferBatchTests(server, cluster), IClassFixture<FaultyCluster>;
