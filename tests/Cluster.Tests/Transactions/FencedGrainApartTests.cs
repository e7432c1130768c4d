using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class FencedGrainApartTests(PostgresServer server, ApartCluster cluster)
    : FencedGrainTests(server, cluster), IClassFixture<ApartCluster>;
