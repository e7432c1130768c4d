using System.Diagnostics;
using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>
/// Transfers whose first attempts are sent together: those that one account pays in one call, as a silo makes one transaction of
/// them. What has to be sent again after that is sent alone.
/// </summary>
internal sealed class TransferGroups
{
    /// <summary>The most transfers of one call.</summary>
    public const int MaxTransfers = 64;

    private readonly List<Group> groups = [];
    private readonly Dictionary<string, Group> open = new(StringComparer.Ordinal);
    private bool isSent;

    /// <summary>Takes a transfer in, and gives its reply; null where it has to be sent alone.</summary>
    public Task<ReplyMessage>? Add(CommandMessage message)
    {
        if (isSent || (EntryKind)message.Kind != EntryKind.Transfer) return null;
        var payer = message.Legs![0].From;
        if (!open.TryGetValue(payer, out var group) || group.IsFull) groups.Add(open[payer] = group = new Group());
        return group.AddAsync(message);
    }

    /// <summary>Sends what was taken in.</summary>
    public void Send(Func<CommandMessage[], Task<ReplyMessage[]>> send)
    {
        isSent = true;
        foreach (var group in groups) group.Send(send);
    }

    private sealed class Group
    {
        // A silo carries on the trace of the first.
        private readonly Activity? trace = Activity.Current;
        private readonly List<CommandMessage> messages = [];
        private readonly TaskCompletionSource<Task<ReplyMessage[]>> sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsFull => messages.Count == MaxTransfers;

        public async Task<ReplyMessage> AddAsync(CommandMessage message)
        {
            var place = messages.Count;
            messages.Add(message);
            var replies = await (await sent.Task.ConfigureAwait(false)).ConfigureAwait(false);
            return replies[place];
        }

        public void Send(Func<CommandMessage[], Task<ReplyMessage[]>> send)
        {
            var caller = Activity.Current;
            Activity.Current = trace;
            sent.SetResult(send([.. messages]));
            Activity.Current = caller;
        }
    }
}
