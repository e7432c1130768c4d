using System.Collections.Concurrent;
using System.Diagnostics;
using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>
/// Transfers whose first attempts are sent together: those that one account pays in few calls, as a silo makes one transaction of
/// each, in which every account has one part. So what one payee gets is in one call where it can be. What has to be sent again after
/// that is sent alone.
/// </summary>
internal sealed class TransferGroups
{
    /// <summary>The most transfers of one call.</summary>
    public const int MaxTransfers = 256;

    /// <summary>
    /// The most calls of one payer at a time: a silo carries out two, and gives up what has waited for seconds.
    /// </summary>
    public const int CallsAtOnce = 4;

    private readonly List<Waiting> waiting = [];

    /// <summary>Takes a transfer in, and gives its reply once it is sent; null where it has to be sent alone.</summary>
    public Task<Task<ReplyMessage>>? Add(CommandMessage message)
    {
        if ((EntryKind)message.Kind != EntryKind.Transfer) return null;
        var transfer = new Waiting(message, Activity.Current);
        waiting.Add(transfer);
        return transfer.Sent.Task;
    }

    /// <summary>Sends what was taken in, unless nobody waits for it any more.</summary>
    public void Send(Func<CommandMessage[], Task<ReplyMessage[]>> send, CancellationToken cancellationToken)
    {
        foreach (var payer in waiting.GroupBy(transfer => transfer.Payer, StringComparer.Ordinal))
        {
            var calls = new ConcurrentQueue<Waiting[]>(
                payer.OrderBy(transfer => transfer.Payee, StringComparer.Ordinal).Chunk(MaxTransfers));
            for (var lane = 0; lane < CallsAtOnce; lane++) _ = SendAsync(calls, send, cancellationToken);
        }
    }

    private static async Task SendAsync(
        ConcurrentQueue<Waiting[]> calls, Func<CommandMessage[], Task<ReplyMessage[]>> send, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && calls.TryDequeue(out var call))
        {
            // A silo carries on the trace of the first.
            Activity.Current = call[0].Trace;
            var replies = send(Array.ConvertAll(call, transfer => transfer.Message));
            for (var i = 0; i < call.Length; i++) call[i].Sent.SetResult(ReplyAsync(replies, i));
            // Each of its transfers is told what became of it.
            await ((Task)replies).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<ReplyMessage> ReplyAsync(Task<ReplyMessage[]> replies, int i) => (await replies.ConfigureAwait(false))[i];

    private sealed record Waiting(CommandMessage Message, Activity? Trace)
    {
        public string Payer => Message.Legs![0].From;

        public string Payee => Message.Legs![0].To;

        public TaskCompletionSource<Task<ReplyMessage>> Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
