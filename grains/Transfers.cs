using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>
/// Carries out commands that touch several accounts: one transaction that locks them in the one global order and applies a
/// part on each, or none. A refusal undoes it, so it is judged again and recorded in a transaction of its own.
/// </summary>
/// <param name="grains">Finds the accounts.</param>
/// <param name="transactions">Runs transactions.</param>
/// <param name="order">The order in which accounts are locked.</param>
/// <param name="instruments">Told what was undone.</param>
/// <param name="old">Whether requests are expected that have an outcome already.</param>
/// <param name="here">The account in whose activation this runs, which needs no messages; null where it is none.</param>
internal sealed class Transfers(
    IGrainFactory grains,
    ITransactionClient transactions,
    LockOrder order,
    SiloInstruments instruments,
    OldRequests old,
    AccountGrain? here = null)
{
    /// <summary>One attempt: the reply, or null where what it found has changed meanwhile.</summary>
    /// <param name="command">The command.</param>
    /// <param name="request">The same, checked.</param>
    /// <param name="now">The time of its entries.</param>
    /// <param name="again">Whether it may have an outcome already, so that the journal is asked first.</param>
    public async Task<ReplyMessage?> TryAsync(CommandMessage command, Request request, DateTimeOffset now, bool again)
    {
        if ((again || old.AreExpected) && await FindStoredAsync(request) is { } stored) return stored;
        var parts = await FindPartsAsync(request);
        var anchor = parts[0].Account;
        if (parts.Count == 1) return await Account(anchor).ExecuteAsync(command);

        var sorted = await order.SortAsync(parts);
        var replies = await ApplyAsync(command, sorted, now, again);
        if (replies.Values.All(reply => reply.Recorded is not null)) return Reply(replies[anchor]);
        if (replies.Values.Any(reply => reply.IsKnown)) return await FindKnownAsync(request, anchor, replies);

        (replies, var refusal) = await RefuseAsync(command, sorted, anchor, now);
        if (refusal is { Recorded: not null }) return Reply(refusal);
        return replies.Values.Any(reply => reply.IsKnown) ? await FindKnownAsync(request, anchor, replies) : null;
    }

    /// <summary>The outcome that the anchor's journal has already. What is there is there for ever, so nothing is locked to read it.</summary>
    private async Task<ReplyMessage?> FindStoredAsync(Request request)
    {
        old.Ask();
        if ((await Part(request.Parts[0].Account).FindStoredAsync(request.Id))?.ToEntry() is not { } stored) return null;
        old.Meet();
        return ReplyMessage.Of(request.Answer(stored));
    }

    /// <summary>Applies all parts, or none where one account knows the request or refuses its part: the last that is asked then.</summary>
    private async Task<Dictionary<string, PartReply>> ApplyAsync(
        CommandMessage command, Part[] parts, DateTimeOffset now, bool again)
    {
        var replies = new Dictionary<string, PartReply>(StringComparer.Ordinal);
        await transactions.RunTransaction(TransactionOption.Create, async () =>
        {
            foreach (var part in parts)
            {
                var reply = replies[part.Account] = await Enlist(part.Account).ApplyAsync(command, PartMessage.Of(part), now, again);
                // Nothing will come of it, so the others are not locked in vain.
                if (reply.Recorded is not null) continue;
                instruments.Aborted(reply.IsKnown ? AbortCause.Taken : AbortCause.Refused);
                return false;
            }

            return true;
        });
        return replies;
    }

    /// <summary>
    /// Judges all parts once more and records the refusal on the anchor. What the first transaction saw may never commit; this
    /// one commits only after all that it has seen. Where the verdict has changed meanwhile, nothing is recorded.
    /// </summary>
    private async Task<(Dictionary<string, PartReply> Judged, PartReply? Refusal)> RefuseAsync(
        CommandMessage command, Part[] parts, string anchor, DateTimeOffset now)
    {
        var replies = new Dictionary<string, PartReply>(StringComparer.Ordinal);
        PartReply? refusal = null;
        await transactions.RunTransaction(TransactionOption.Create, async () =>
        {
            foreach (var part in parts)
                replies[part.Account] = await Enlist(part.Account).JudgeAsync(command, PartMessage.Of(part), now, part.Account == anchor);
            var outcome = replies.Values.Select(reply => (Outcome)reply.Outcome).Aggregate(Outcomes.And);
            if (outcome == Outcome.Applied || replies.Values.Any(reply => reply.IsKnown)) return false;
            refusal = await Enlist(anchor).RefuseAsync(command, (int)outcome, now);
            return true;
        });
        return (replies, refusal);
    }

    /// <summary>
    /// What the accounts know of the request id. It is read where it is certain: what an account knew under the lock may be of
    /// a transaction that was undone since, and then there is no reply yet.
    /// </summary>
    private async Task<ReplyMessage?> FindKnownAsync(Request request, string anchor, Dictionary<string, PartReply> replies)
    {
        // The anchor is asked before others are believed: it remembers refusals of this request that they never saw.
        if ((await Account(anchor).FindAsync(request.Id))?.ToEntry() is { } own)
        {
            old.Meet();
            return ReplyMessage.Of(request.Answer(own));
        }

        foreach (var (account, reply) in replies)
        {
            if (!reply.IsKnown || (await Account(account).FindAsync(request.Id))?.ToEntry() is not { } other) continue;
            // Where another account has this very request, the anchor is about to have it.
            return other.Content == request.Content ? null : ReplyMessage.Of(Receipt.Conflict(other));
        }

        return null;
    }

    /// <summary>The parts of a command; of a transfer's reversal, those that the journals of its accounts tell.</summary>
    private async Task<IReadOnlyList<Part>> FindPartsAsync(Request request)
    {
        if (request.Command is not ReverseEntry reverse) return request.Parts;
        var original = (await Part(reverse.Account).FindEntryAsync(reverse.Sequence))?.ToEntry();
        if (original is not { IsAppliedTransfer: true }) return request.Parts;

        var legs = await Task.WhenAll(original.Accounts.Select(account => Account(account).FindAsync(original.RequestId)));
        return [.. legs.Select(leg => leg?.ToEntry() ?? throw new InvalidOperationException(
            $"the books lack a leg of transfer {original.RequestId}; the audit says which")).Select(Ledger.Part.ReversalOf)];
    }

    private static ReplyMessage Reply(PartReply recorded) => ReplyMessage.Of(Receipt.Recorded(recorded.Recorded!.ToEntry()));

    private IAccountGrain Account(string id) => here?.Id == id ? here! : grains.GetGrain<IAccountGrain>(id);

    private IPartGrain Part(string id) => here?.Id == id ? here! : grains.GetGrain<IPartGrain>(id);

    // What this activation does itself, the transaction knows as soon as it is done.
    private IPartGrain Enlist(string id) => here?.Id == id ? here! : grains.Enlist(id);
}
