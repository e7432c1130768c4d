using AccountGrains.Client;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace AccountGrains.Grains;

/// <summary>
/// Carries out what belongs to no account alone: transfers that are sent together, and reversals, of which only the journal knows whom
/// they touch.
/// </summary>
[GrainType("transfer")]
[StatelessWorker]
[Reentrant]
internal sealed class TransferGrain(
    ITransactionClient transactions,
    Attempts attempts,
    LockOrder order,
    PayerTurns turns,
    SiloInstruments instruments,
    [FromKeyedServices(AccountsSiloBuilderExtensions.StorageName)] TimeProvider time) : Grain, ITransferGrain
{
    private readonly OldRequests old = new();

    /// <inheritdoc/>
    public Task<ReplyMessage> ExecuteAsync(CommandMessage command)
    {
        var now = time.GetUtcNow();
        return attempts.RunAsync(command, (request, again) => Transfers().TryAsync(command, request, now, again));
    }

    /// <inheritdoc/>
    public async Task<ReplyMessage[]> ExecuteAllAsync(CommandMessage[] commands)
    {
        var now = time.GetUtcNow();
        var batch = new TransferBatch(GrainFactory, transactions, attempts, instruments, order, turns, old, now);
        // Each is an attempt of its own, whose first step is to be in the batch.
        var replies = commands
            .Select(command => attempts.RunAsync(command, async (request, again) =>
                (again ? null : await batch.AddAsync(command, request)) ?? await Transfers().TryAsync(command, request, now, again: true)))
            .ToArray();
        await batch.RunAsync();
        return await Task.WhenAll(replies);
    }

    private Transfers Transfers() => new(GrainFactory, transactions, order, instruments, old);
}
