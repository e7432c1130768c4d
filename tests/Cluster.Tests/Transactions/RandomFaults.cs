using AccountGrains.Client;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Orleans.Core.Internal;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// A store that fails now and then in each of the ways in which one can, is slow by chance, and whose accounts leave memory.
/// </summary>
internal sealed class RandomFaults(TestDatabase database, IGrainFactory grains)
{
    private const int OneIn = 40;

    private long count;
    private volatile bool areOver;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref count);

    public void Begin(FaultyTransactions store)
    {
        store.BeforeLoad = _ => Chance() ? Fail(StoreProblem.Unreachable) : Task.CompletedTask;
        store.BeforeWrite = BeforeWriteAsync;
        store.AfterWrite = _ => Chance() ? Fail(StoreProblem.Unreachable) : Task.CompletedTask;
    }

    public void End() => areOver = true;

    private async Task BeforeWriteAsync(ParticipantWrite<Books> write)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(3)), TimeProvider.System);
        if (!Chance()) return;
        string[] accounts = [.. write.All.Select(part => part.Id)];
        var account = accounts[Random.Shared.Next(accounts.Length)];
        switch (Random.Shared.Next(5))
        {
            case 0:
                await Fail(StoreProblem.Offline);
                break;
            case 1:
                await Fail(StoreProblem.Locked);
                break;
            case 2:
                await Fail(StoreProblem.Unreachable);
                break;
            case 3:
                // Somebody else has written to it.
                await database.RunAsync($"UPDATE account SET version = version + 1 WHERE id = '{account}'");
                break;
            default:
                await grains.GetGrain<IAccountGrain>(account).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
                break;
        }
    }

    private bool Chance()
    {
        if (areOver || Random.Shared.Next(OneIn) > 0) return false;
        Interlocked.Increment(ref count);
        return true;
    }

    private static Task Fail(StoreProblem problem) => Task.FromException(new StoreException(problem, "the test lets it fail"));
}
