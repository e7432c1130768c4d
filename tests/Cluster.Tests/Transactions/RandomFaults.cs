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

    // More than the second after which participants ask.
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1.5);

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
        switch (Random.Shared.Next(6))
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
            case 4:
                await LeaveAsync(account);
                break;
            default:
                // Who waits for the outcome asks for it meanwhile, and an activation may be asked that came after.
                await LeaveAsync(account);
                await Task.Delay(Stall, TimeProvider.System);
                break;
        }
    }

    private Task LeaveAsync(string account) =>
        grains.GetGrain<IAccountGrain>(account).AsReference<IGrainManagementExtension>().DeactivateOnIdle().AsTask();

    private bool Chance()
    {
        if (areOver || Random.Shared.Next(OneIn) > 0) return false;
        Interlocked.Increment(ref count);
        return true;
    }

    private static Task Fail(StoreProblem problem) => Task.FromException(new StoreException(problem, "the test lets it fail"));
}
