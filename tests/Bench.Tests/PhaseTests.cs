using AccountGrains.Bench.Load;

namespace AccountGrains.Bench.Tests;

public sealed class PhaseTests
{
    [Fact]
    public async Task Closed_ClientsThatBeginTooLate_AskOnceEach()
    {
        Client[] clients = [new("first", 1), new("second", 1)];

        var latencies = await Phase.ClosedAsync(clients, TimeSpan.Zero, _ => Task.CompletedTask);

        Assert.Equal(clients.Length, latencies.Count);
    }
}
