namespace AccountGrains.Ledger;

/// <summary>
/// The audit of holds: asks the owner of every hold that is past its expiry, and releases those that have none. It works in the
/// background from its start until it is disposed. Any number of them may work on one store, in any number of processes.
/// </summary>
public sealed class HoldAudit : IAsyncDisposable
{
    private readonly IHoldStore holds;
    private readonly IReadOnlyDictionary<string, IHoldOwner> owners;
    private readonly HoldAuditOptions options;
    private readonly TimeProvider time;
    private readonly IHoldAuditObserver observer;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task work;

    /// <summary>Starts the audit.</summary>
    /// <param name="holds">The store of the accounts.</param>
    /// <param name="host">Their host, which must live longer than the audit.</param>
    /// <param name="owners">
    /// Who decides, by the name that holds have (<see cref="PlaceHold.Owner"/>). A hold whose owner is not among them is left to
    /// other processes, and stays open until one knows it.
    /// </param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="time">The clock, which must be that of the host.</param>
    /// <param name="observer">Is told what happens.</param>
    public HoldAudit(
        IHoldStore holds,
        IHoldHost host,
        IReadOnlyDictionary<string, IHoldOwner>? owners = null,
        HoldAuditOptions? options = null,
        TimeProvider? time = null,
        IHoldAuditObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentNullException.ThrowIfNull(host);
        this.holds = holds;
        this.owners = owners ?? new Dictionary<string, IHoldOwner>();
        this.options = options ?? new HoldAuditOptions();
        this.options.Check();
        this.time = time ?? TimeProvider.System;
        this.observer = observer ?? new NoObserver();
        foreach (var name in this.owners.Keys) Input.Name("owner", name);
        work = Task.WhenAll(
        [
            Task.Run(WatchAsync),
            Lane(null, this.options.BatchSize, (hold, _) => ExpireAsync(host, hold)),
            .. this.owners.Select(owner =>
                Lane(owner.Key, this.options.OwnerConcurrency, Desk(owner.Value, host).SettleAsync)),
        ]);
    }

    /// <summary>
    /// Records the expiries of all holds without an owner that are due now, and gives their number. For a program that runs no
    /// audit in the background.
    /// </summary>
    /// <exception cref="RequestException">Not all of them are recorded; ask again.</exception>
    /// <exception cref="StoreException">The store could not be read or written.</exception>
    public static async Task<long> ExpireAsync(
        IHoldStore holds, IHoldHost host, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(time);
        var options = new HoldAuditOptions();
        var expired = 0L;
        while (true)
        {
            var now = time.GetUtcNow();
            var taken = await holds.ClaimHoldsAsync(null, now, now + options.Lease, options.BatchSize, cancellationToken).ConfigureAwait(false);
            if (taken.Count == 0) return expired;
            var accounts = taken.Select(hold => hold.Account).Distinct(StringComparer.Ordinal);
            var recorded = accounts.Select(account => host.ExpireAsync(account, cancellationToken));
            expired += (await Task.WhenAll(recorded).ConfigureAwait(false)).Sum();
        }
    }

    /// <summary>Takes no more holds, and waits for what is recorded now. Owners that have not answered are asked again by the next audit.</summary>
    public async ValueTask DisposeAsync()
    {
        if (work.IsCompleted) return;
        await stopping.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(false);
        stopping.Dispose();
    }

    private OwnerDesk Desk(IHoldOwner owner, IHoldHost host) => new(owner, host, options, time, observer);

    private Task Lane(string? owner, int room, Func<DueHold, CancellationToken, Task<DateTimeOffset?>> settle) =>
        Task.Run(() => new HoldLane(owner, room, settle, holds, options, time, observer).RunAsync(stopping.Token));

    private async Task<DateTimeOffset?> ExpireAsync(IHoldHost host, DueHold hold)
    {
        var expired = await host.ExpireAsync(hold.Account, CancellationToken.None).ConfigureAwait(false);
        if (expired > 0) observer.Expired(hold.Account, expired);
        return null;
    }

    /// <summary>
    /// Money must not be freed because one process was set up without an owner, nor stay reserved without a word.
    /// </summary>
    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                foreach (var (owner, count) in await holds.CountHoldsPastExpiryAsync(time.GetUtcNow(), stopping.Token).ConfigureAwait(false))
                    if (owner is not null && !owners.ContainsKey(owner)) observer.Unregistered(owner, count);
            }
            catch (Exception failure)
            {
                if (!stopping.IsCancellationRequested) observer.Failed(failure);
            }

            await Task.Delay(options.Watch, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class NoObserver : IHoldAuditObserver;
}
