namespace AccountGrains.Ledger;

/// <summary>
/// Delivers the messages of sent transfers, at least once and therefore safely: the recipient credits a message and remembers its
/// id in one commit. What is finally refused it refunds. Any number of relays may work on one ledger; one that dies is replaced by
/// the others once its claims end.
/// </summary>
/// <remarks>
/// A message moves by comparing and setting its row: from one attempt to the next only when that one was refused, and to a refund
/// only when its newest attempt was. So whatever another relay does meanwhile, every attempt that was ever made of a message that is
/// refunded has been refused, and its recipient remembers that.
/// </remarks>
public sealed class Relay
{
    private readonly Lane own;
    private readonly Lane[] others;
    private readonly Lane handed;
    private readonly Handover handover;

    /// <summary>Makes a relay, which does nothing by itself.</summary>
    /// <param name="messages">The messages of a ledger.</param>
    /// <param name="accounts">The accounts of this ledger.</param>
    /// <param name="ledgers">
    /// The other ledgers that it reaches, by the names that senders use. A name must stand for one ledger for ever. Messages to
    /// others stay due.
    /// </param>
    /// <param name="options">How it works.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">
    /// Told what went wrong on the way to which ledger, null for this one; it is tried again. At most once a batch.
    /// </param>
    /// <param name="handover">Messages to this ledger that come to it from memory while it runs. No other relay has it.</param>
    /// <exception cref="InvalidCommandException">A name is missing or malformed.</exception>
    public Relay(
        IMessageStore messages,
        IAccounts accounts,
        IReadOnlyDictionary<string, IAccounts>? ledgers = null,
        RelayOptions? options = null,
        TimeProvider? time = null,
        Action<string?, Exception>? failed = null,
        Handover? handover = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(accounts);
        var settings = options ?? new RelayOptions();
        var clock = time ?? TimeProvider.System;
        settings.Check(ledgers?.Keys ?? []);
        own = LaneTo(null, accounts);
        others = [.. (ledgers ?? new Dictionary<string, IAccounts>()).Select(ledger => LaneTo(ledger.Key, ledger.Value))];
        this.handover = handover ?? new Handover(settings);
        handed = LaneTo(null, accounts, _ => this.handover.TakeAsync());

        Lane LaneTo(string? ledger, IAccounts destination, Func<DateTimeOffset, Task<IReadOnlyList<SentMessage>>>? claim = null) => new(
            ledger,
            claim ?? (dueBy => ClaimAsync(ledger, dueBy)),
            messages,
            new Courier(accounts, destination, settings, clock),
            clock,
            Tally,
            failed ?? ((_, _) => { }));

        Task<IReadOnlyList<SentMessage>> ClaimAsync(string? ledger, DateTimeOffset dueBy) => messages.ClaimMessagesAsync(
            ledger, settings.BatchSize, dueBy, (clock.GetUtcNow() + settings.Lease).ToMicrosecond(), CancellationToken.None);
    }

    /// <summary>What it has done until now.</summary>
    public RelayTally Tally { get; } = new();

    /// <summary>Delivers or refunds whatever is due by a time, once.</summary>
    /// <exception cref="StoreException">The store of the messages failed.</exception>
    public async Task DeliverAsync(DateTimeOffset dueBy, CancellationToken cancellationToken = default)
    {
        await Task.WhenAll(others.Select(lane => lane.DrainAsync(dueBy, cancellationToken))).ConfigureAwait(false);
        // What others refused is to be refunded here.
        await own.DrainAsync(dueBy, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Delivers and refunds until it is stopped. What it has begun then, it ends.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll([RunHandedAsync(stop), own.RunAsync(stop), .. others.Select(lane => lane.RunAsync(stop))]);

    private async Task RunHandedAsync(CancellationToken stop)
    {
        handover.Open();
        using var closing = stop.Register(handover.Close);
        await handed.RunAsync(stop).ConfigureAwait(false);
        // What is left would be late by a lease.
        await handed.DrainAsync(default, CancellationToken.None).ConfigureAwait(false);
    }
}
