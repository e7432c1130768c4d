using System.Net;

namespace AccountGrains.Cluster.Tests.Silo;

public sealed record AdminAnswer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers);
