using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class FencedGrainTogetherTests(PostgresServer server, FaultyCluster cluster)
    : FencedGrainTests(server, cluster), IClassFixture<FaultyCluster>;
