using System.Collections.Concurrent;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>
/// Decisions that all participants have confirmed, until they are forgotten. Nobody waits for that: they ride on the next commit,
/// whosever it is, and get one of their own where none comes.
/// </summary>
internal sealed class FinishedDecisions : IAsyncDisposable
{
    private static readonly TimeSpan ForgetWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(string Id, Guid Transaction)> waiting = new();
    private readonly PeriodicTimer idle = new(ForgetWithin);
    private readonly Task forgetting;

    /// <param name="commit">Commits what is taken here, and nothing else.</param>
    public FinishedDecisions(Func<Task> commit) => forgetting = ForgetAsync(commit);

    public void Add(IEnumerable<(string Id, Guid Transaction)> decisions)
    {
        foreach (var decision in decisions) waiting.Enqueue(decision);
    }

    /// <summary>Takes all that wait. Those that are not committed are to be added again.</summary>
    public List<(string Id, Guid Transaction)> Take()
    {
        var taken = new List<(string, Guid)>();
        while (waiting.TryDequeue(out var decision)) taken.Add(decision);
        return taken;
    }

    /// <summary>Forgets what still waits.</summary>
    public async ValueTask DisposeAsync()
    {
        idle.Dispose();
        await forgetting.ConfigureAwait(false);
    }

    private async Task ForgetAsync(Func<Task> commit)
    {
        bool open;
        do
        {
            open = await idle.WaitForNextTickAsync().ConfigureAwait(false);
            try
            {
                if (!waiting.IsEmpty) await commit().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is NpgsqlException or StoreException)
            {
                // They wait for the next commit, whose callers learn what is wrong with the database. A decision that stays in the
                // table is confirmed once more by whoever loads its manager.
            }
        }
        while (open);
    }
}
