using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class LeavingAccountApartTests(PostgresServer server) : LeavingAccountTests(server, Placement.Apart);
