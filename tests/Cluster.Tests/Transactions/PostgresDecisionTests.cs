using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(PostgresServer.Collection)]
public sealed class PostgresDecisionTests(PostgresServer server) : DecisionTests(server);
