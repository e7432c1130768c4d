using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(PostgresServer.Collection)]
public sealed class LeavingAccountApartTests(PostgresServer server) : LeavingAccountTests(server, Placement.Apart);
