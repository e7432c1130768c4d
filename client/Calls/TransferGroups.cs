using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>
/// Transfers whose first attempts are sent together: those that one account pays in few calls, as a silo makes one transaction of
/// each, in which every account has one part. So what one payee gets is in one call where it can be. What has to be sent again after
/// that is sent alone, as it may be what was in the way of the others, and few at a time: a silo that is late with some calls would be
/// buried under as many transfers at once, and answer none of them in time.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its transfers end after it. Nobody asks for a handle.")]
internal sealed class TransferGroups
{
    /// <summary>The most transfers of one call.</summary>
    public const int MaxTransfers = 256;

    /// <summary>The most calls of one payer at a time: as many as a silo carries out, which gives up what has waited for seconds.</summary>
    public const int CallsAtOnce = 4;

    /// <summary>The most transfers that are sent again at a time.</summary>
    public const int AloneAtOnce = 16;

    private readonly Func<CommandMessage[], Task<ReplyMessage[]>> sendTogether;
    private readonly Func<CommandMessage, Task<ReplyMessage>> sendAlone;
    private readonly CancellationToken cancellationToken;
    private readonly List<Transfer> transfers = [];
    private readonly SemaphoreSlim alone = new(AloneAtOnce);
    private int nobodyWaits;

    /// <param name="sendTogether">Sends one call.</param>
    /// <param name="sendAlone">Sends one transfer.</param>
    /// <param name="cancellationToken">Ends it: nobody waits any more for what was not sent yet.</param>
    public TransferGroups(
        Func<CommandMessage[], Task<ReplyMessage[]>> sendTogether,
        Func<CommandMessage, Task<ReplyMessage>> sendAlone,
        CancellationToken cancellationToken)
    {
        this.sendTogether = sendTogether;
        this.sendAlone = sendAlone;
        this.cancellationToken = cancellationToken;
    }

    /// <summary>Takes a transfer in; null where it is none and goes its own way.</summary>
    public Transfer? Add(CommandMessage message)
    {
        if ((EntryKind)message.Kind != EntryKind.Transfer) return null;
        var transfer = new Transfer(this, message);
        transfers.Add(transfer);
        return transfer;
    }

    /// <summary>Sends what was taken in.</summary>
    public void Send()
    {
        foreach (var payer in transfers.GroupBy(transfer => transfer.Payer, StringComparer.Ordinal))
        {
            var calls = new ConcurrentQueue<Transfer[]>(
                payer.OrderBy(transfer => transfer.Payee, StringComparer.Ordinal).Chunk(MaxTransfers));
            for (var lane = 0; lane < CallsAtOnce; lane++) _ = SendAsync(calls);
        }
    }

    private async Task SendAsync(ConcurrentQueue<Transfer[]> calls)
    {
        while (!cancellationToken.IsCancellationRequested && calls.TryDequeue(out var call))
        {
            // A silo carries on the trace of the first.
            Activity.Current = call[0].Trace;
            var replies = sendTogether(Array.ConvertAll(call, transfer => transfer.Message));
            for (var i = 0; i < call.Length; i++) call[i].Sent(ReplyAsync(replies, i));
            // Each of its transfers is told what became of it.
            await ((Task)replies).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<ReplyMessage> ReplyAsync(Task<ReplyMessage[]> replies, int i) => (await replies.ConfigureAwait(false))[i];

    /// <summary>One of them, until it has its outcome.</summary>
    internal sealed class Transfer(TransferGroups groups, CommandMessage message) : IDisposable
    {
        private readonly TaskCompletionSource<Task<ReplyMessage>> together = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool isAgain;
        private bool isAlone;

        public CommandMessage Message { get; } = message;

        public Activity? Trace { get; } = Activity.Current;

        public string Payer => Message.Legs![0].From;

        public string Payee => Message.Legs![0].To;

        /// <summary>Tells that the call which it is in was sent.</summary>
        public void Sent(Task<ReplyMessage> reply) => together.SetResult(reply);

        /// <summary>Waits until it is the turn of the next attempt, and gives its reply once it is sent.</summary>
        public async ValueTask<Task<ReplyMessage>> SendAsync()
        {
            if (!isAgain)
            {
                isAgain = true;
                return await together.Task.WaitAsync(groups.cancellationToken).ConfigureAwait(false);
            }

            if (!isAlone) await groups.alone.WaitAsync(groups.cancellationToken).ConfigureAwait(false);
            isAlone = true;
            return groups.sendAlone(Message);
        }

        /// <summary>
        /// Tells that it got no outcome in its time. Where it was alone it is not the number of transfers that is in the way, so none
        /// waits for its turn any more: else they would end one after the other when all silos are gone.
        /// </summary>
        public void GiveUp()
        {
            if (isAlone && Interlocked.Exchange(ref groups.nobodyWaits, 1) == 0) groups.alone.Release(groups.transfers.Count);
        }

        public void Dispose()
        {
            if (isAlone) groups.alone.Release();
        }
    }
}
