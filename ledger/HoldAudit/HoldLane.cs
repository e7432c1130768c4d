using System.Threading.Channels;

namespace AccountGrains.Ledger;

/// <summary>
/// The due holds of one owner, or of nobody: takes as many as it has room for, works on them at the same time, and takes more
/// once half of the room is free. What it does not settle is due again later.
/// </summary>
/// <param name="owner">The owner, or null.</param>
/// <param name="room">The most holds to work on at the same time.</param>
/// <param name="settle">
/// Settles a hold, and gives the time when it is due again, or null where it is settled or left to the end of the lease.
/// </param>
/// <param name="holds">The store.</param>
/// <param name="options">The times.</param>
/// <param name="time">The clock.</param>
/// <param name="observer">Is told of failures.</param>
internal sealed class HoldLane(
    string? owner,
    int room,
    Func<DueHold, CancellationToken, Task<DateTimeOffset?>> settle,
    IHoldStore holds,
    HoldAuditOptions options,
    TimeProvider time,
    IHoldAuditObserver observer)
{
    private readonly Channel<(DueHold Hold, DateTimeOffset? Until)> ended =
        Channel.CreateUnbounded<(DueHold, DateTimeOffset?)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly List<(DueHold Hold, DateTimeOffset Until)> postponed = [];
    private int working;

    /// <summary>Works until it is stopped, then ends what it works on. Whatever fails is told, and tried again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var isAllTaken = true;
            try
            {
                isAllTaken = await TakeAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                if (!stopping.IsCancellationRequested) observer.Failed(failure);
            }

            if (isAllTaken)
                await Task.Delay(options.Poll, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CollectAsync(isAllTaken ? room : room / 2).ConfigureAwait(false);
        }

        await CollectAsync(0).ConfigureAwait(false);
    }

    /// <summary>Takes what there is room for, and says whether that is all that is due.</summary>
    private async Task<bool> TakeAsync(CancellationToken stopping)
    {
        var free = room - working;
        if (free == 0) return false;
        var now = time.GetUtcNow();
        var taken = await holds.ClaimHoldsAsync(owner, now, now + options.Lease, free, stopping).ConfigureAwait(false);
        // An account records all its expiries at once.
        foreach (var hold in owner is null ? taken.DistinctBy(hold => hold.Account) : taken)
        {
            working++;
            _ = Task.Run(() => SettleAsync(hold, stopping), CancellationToken.None);
        }

        return taken.Count < free;
    }

    private async Task SettleAsync(DueHold hold, CancellationToken stopping)
    {
        DateTimeOffset? until = null;
        try
        {
            until = await settle(hold, stopping).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (!stopping.IsCancellationRequested) observer.Failed(failure);
        }
        finally
        {
            ended.Writer.TryWrite((hold, until));
        }
    }

    /// <summary>Takes in what has ended, having waited until no more than some are worked on.</summary>
    private async Task CollectAsync(int most)
    {
        while (working > most || ended.Reader.TryPeek(out _))
        {
            var (hold, until) = await ended.Reader.ReadAsync().ConfigureAwait(false);
            working--;
            if (until is { } next) postponed.Add((hold, next));
        }

        await PostponeAsync().ConfigureAwait(false);
    }

    private async Task PostponeAsync()
    {
        if (postponed.Count == 0) return;
        try
        {
            await holds.PostponeHoldsAsync(postponed, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // They are due when their lease ends.
            observer.Failed(failure);
        }

        postponed.Clear();
    }
}
