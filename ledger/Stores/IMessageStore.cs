namespace AccountGrains.Ledger;

/// <summary>
/// Where the messages of sent transfers wait for a relay. A store adds a message in the commit of the entry that sends it, and
/// settles it in the commit of the entry that receives it in this ledger or refunds it; what else a relay finds out is written here.
/// </summary>
public interface IMessageStore
{
    /// <summary>
    /// Claims messages that are due, oldest first: nobody else is given them until the claim ends, or somebody settles them. A
    /// claim saves work and proves nothing, as whoever has it may be slower than it lasts. Messages that were finally refused are
    /// this ledger's, wherever their recipient is: the sender has to be refunded.
    /// </summary>
    /// <param name="ledger">The ledger that has to act next, or null for this one.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="now">Those that are due by then.</param>
    /// <param name="until">When the claim ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">The store failed.</exception>
    Task<IReadOnlyList<SentMessage>> ClaimMessagesAsync(
        string? ledger, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Writes what became of messages, durably, of each only where its status and its attempt are still those that the relay went
    /// by. Gives those that were changed, as they are now.
    /// </summary>
    /// <exception cref="StoreException">The store failed. What was written is unknown; the messages are claimed again.</exception>
    Task<IReadOnlyList<SentMessage>> AdvanceMessagesAsync(IReadOnlyCollection<MessageStep> steps, CancellationToken cancellationToken);

    /// <summary>How many messages are not settled, and since when, for each ledger that has any.</summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    Task<IReadOnlyList<DueMessages>> CountMessagesDueAsync(CancellationToken cancellationToken);
}
