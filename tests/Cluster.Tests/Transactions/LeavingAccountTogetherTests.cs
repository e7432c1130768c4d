using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class LeavingAccountTogetherTests(PostgresServer server) : LeavingAccountTests(server, Placement.Together);
