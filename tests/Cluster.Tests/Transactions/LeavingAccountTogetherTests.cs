using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(PostgresServer.Collection)]
public sealed class LeavingAccountTogetherTests(PostgresServer server) : LeavingAccountTests(server, Placement.Together);
