using System.Diagnostics;

namespace AccountGrains.Bench.Load;

/// <summary>A stretch of load: begun together, and over when every operation has its answer.</summary>
internal static class Phase
{
    // Nobody waits this long for an answer: more on their way means that the rate cannot be kept up.
    private const int MostOnTheirWay = 10_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Each client asks, waits for the answer, and asks again; once at least, however late it comes to that.</summary>
    public static async Task<Latencies> ClosedAsync(IReadOnlyList<Client> clients, TimeSpan duration, Func<Client, Task> operation)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = new Latencies();
        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            do
            {
                var begun = Stopwatch.GetTimestamp();
                await operation(client);
                latencies.RecordSince(begun);
            }
            while (Stopwatch.GetElapsedTime(started) < duration);
        })));
        return latencies;
    }

    /// <summary>The clients share so many operations.</summary>
    public static async Task<Latencies> CountedAsync(IReadOnlyList<Client> clients, int count, Func<Client, int, Task> operation)
    {
        var latencies = new Latencies();
        var next = -1;
        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var begun = Stopwatch.GetTimestamp();
                await operation(client, i);
                latencies.RecordSince(begun);
            }
        })));
        return latencies;
    }

    /// <summary>
    /// Operations are begun at a rate, whether earlier ones have ended or not. Each counts from when it was to begin, so that a
    /// system that stops does not hide from those who would have come meanwhile.
    /// </summary>
    public static async Task<Latencies> OpenAsync(Client client, TimeSpan duration, double rate, Func<Client, Task> operation)
    {
        var latencies = new Latencies();
        var started = Stopwatch.GetTimestamp();
        var count = (long)(duration.TotalSeconds * rate);
        var running = new List<Task>();
        using var timer = new PeriodicTimer(Tick);
        for (var begun = 0L; begun < count; await timer.WaitForNextTickAsync())
        {
            running.RemoveAll(task => task.IsCompletedSuccessfully);
            if (running.Count > MostOnTheirWay)
                throw new InvalidOperationException($"{running.Count} operations wait for their answer: {rate:N0} a second is too much");
            var due = Math.Min(count, (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate));
            for (; begun < due; begun++)
                running.Add(TimeAsync(started + (long)(begun / rate * Stopwatch.Frequency)));
        }

        await Task.WhenAll(running);
        return latencies;

        async Task TimeAsync(long planned)
        {
            await operation(client);
            latencies.RecordSince(planned);
        }
    }
}
