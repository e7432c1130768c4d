namespace AccountGrains.Cli.Demo;

/// <summary>Seconds that pass as fast as the code between them runs. Whoever waits goes on in the order of time.</summary>
internal sealed class SimulatedClock
{
    private readonly PriorityQueue<TaskCompletionSource, (double Second, int Order)> waiting = new();
    private int order;

    public double Now { get; private set; }

    public Task Until(double second)
    {
        var reached = new TaskCompletionSource();
        waiting.Enqueue(reached, (Math.Max(second, Now), order++));
        return reached.Task;
    }

    public async Task RunAsync(params Task[] actors)
    {
        while (waiting.TryDequeue(out var next, out var due))
        {
            Now = due.Second;
            next.SetResult();
        }

        await Task.WhenAll(actors);
    }
}
