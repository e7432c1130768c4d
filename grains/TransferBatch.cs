using System.Diagnostics;
using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>
/// Transfers that arrived together. Those that one account pays become one transaction over it and all that it pays, which has one
/// part on each. What stands in the way of a transfer must not hold up its neighbours: it is left out, and goes its way alone.
/// </summary>
/// <param name="grains">Finds the accounts.</param>
/// <param name="transactions">Runs transactions.</param>
/// <param name="attempts">Tells until when a transaction may begin.</param>
/// <param name="instruments">Told what was undone.</param>
/// <param name="order">The order in which accounts are locked.</param>
/// <param name="turns">Tells the groups of a payer when it is their turn.</param>
/// <param name="old">Whether requests are expected that have an outcome already.</param>
/// <param name="now">The time of the entries.</param>
internal sealed class TransferBatch(
    IGrainFactory grains,
    ITransactionClient transactions,
    Attempts attempts,
    SiloInstruments instruments,
    LockOrder order,
    PayerTurns turns,
    OldRequests old,
    DateTimeOffset now)
{
    // Who pays and 64 payees. All are locked until the last has answered, and what undoes it undoes all.
    private const int MaxAccounts = 65;

    // What is in the way is found out by the first run, and the next goes without it.
    private const int MaxRuns = 3;

    private readonly List<BatchedTransfer> waiting = [];

    /// <summary>
    /// Takes a command in, for the transactions that are run later. Gives its reply, or null where it has to go its way alone.
    /// </summary>
    /// <exception cref="LostBatchException">Its transaction has failed.</exception>
    public Task<ReplyMessage?> AddAsync(CommandMessage command, Request request)
    {
        if (request.Command is not Transfer) return Task.FromResult<ReplyMessage?>(null);
        var transfer = new BatchedTransfer(command, request);
        waiting.Add(transfer);
        return transfer.Reply;
    }

    /// <summary>Carries out what was taken in, and tells each what became of it.</summary>
    public Task RunAsync() =>
        Task.WhenAll(waiting.GroupBy(transfer => transfer.Payer, StringComparer.Ordinal).SelectMany(Split).Select(RunAsync));

    /// <summary>Splits what one account pays by the number of accounts; what has a request id twice is split off.</summary>
    private static IEnumerable<IReadOnlyList<BatchedTransfer>> Split(IEnumerable<BatchedTransfer> transfers)
    {
        var requests = new HashSet<string>(StringComparer.Ordinal);
        var accounts = new HashSet<string>(StringComparer.Ordinal);
        var group = new List<BatchedTransfer>();
        foreach (var transfer in transfers)
        {
            var isNew = !requests.Contains(transfer.Request.Id);
            var added = transfer.Request.Accounts.Count(account => !accounts.Contains(account));
            if (!isNew || accounts.Count + added > MaxAccounts)
            {
                yield return group;
                group = [];
                requests.Clear();
                accounts.Clear();
            }

            group.Add(transfer);
            requests.Add(transfer.Request.Id);
            accounts.UnionWith(transfer.Request.Accounts);
        }

        yield return group;
    }

    private async Task RunAsync(IReadOnlyList<BatchedTransfer> group)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (group.Count > 1) await turns.RunAsync(group[0].Payer, attempts.BeginBy, TryAllAsync);
            foreach (var transfer in group) transfer.LeaveOut();
        }
        catch (Exception failure)
        {
            foreach (var transfer in group) transfer.Lose(new LostBatchException(failure));
        }

        async Task TryAllAsync()
        {
            for (var run = 0; run < MaxRuns && group.Count > 1; run++)
            {
                if (run > 0 || old.AreExpected) group = await AnswerStoredAsync(group);
                group = await TryAsync(group, started);
            }
        }
    }

    /// <summary>
    /// Answers those that the journal of the paying account knows already, and gives the others: one known request undoes all.
    /// </summary>
    private async Task<IReadOnlyList<BatchedTransfer>> AnswerStoredAsync(IReadOnlyList<BatchedTransfer> group)
    {
        old.Ask();
        var stored = await Part(group[0].Payer).FindAllStoredAsync([.. group.Select(transfer => transfer.Request.Id)]);
        var others = new List<BatchedTransfer>(group.Count);
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] is not { } entry) others.Add(group[i]);
            else group[i].AnswerStored(entry);
        }

        if (others.Count < group.Count) old.Meet();
        return others;
    }

    /// <summary>Runs one transaction, and gives those transfers that another one may do.</summary>
    private async Task<IReadOnlyList<BatchedTransfer>> TryAsync(IReadOnlyList<BatchedTransfer> group, long started)
    {
        if (group.Count == 0) return group;
        try
        {
            return await ApplyAsync(group);
        }
        catch (Exception failure)
        {
            var cause = AbortCause.Of(failure);
            instruments.Aborted(cause);
            // What was undone with another one meets it no more, and what is known already is found out.
            var isNeighbours = cause is AbortCause.Cascade or AbortCause.Taken;
            if (isNeighbours && Attempts.IsUndone(failure) && attempts.MayBegin(started)) return group;
            throw;
        }
    }

    /// <summary>
    /// Locks the accounts in the one global order and applies what each has to apply. A transfer that an account cannot apply is left
    /// out; it was in vain where others have applied it already, and then those that are left have to be applied again.
    /// </summary>
    private async Task<IReadOnlyList<BatchedTransfer>> ApplyAsync(IReadOnlyList<BatchedTransfer> group)
    {
        var run = new BatchedRun();
        var parts = PartsOf(group).ToLookup(part => part.Part.Account, StringComparer.Ordinal);
        var accounts = await order.SortAsync([.. parts.Select(account => account.First().Part)]);
        await transactions.RunTransaction(TransactionOption.Create, async () =>
        {
            foreach (var account in accounts)
                await ApplyAsync(account.Account, [.. parts[account.Account].Where(part => run.IsIn(part.Transfer))], run);
            return run.MayCommit;
        });

        if (run.MayCommit)
            foreach (var transfer in group.Where(run.IsIn)) transfer.AnswerRecorded(run.EntryOf(transfer));
        else instruments.Aborted(run.Known.Count > 0 ? AbortCause.Taken : AbortCause.Refused);
        foreach (var transfer in run.Refused) transfer.LeaveOut();
        await AnswerKnownAsync(run.Known);
        return run.MayCommit ? [] : [.. group.Where(run.IsIn)];
    }

    /// <summary>Answers those that an account knew under its lock. What the paying account does not know goes its way alone.</summary>
    private async Task AnswerKnownAsync(IReadOnlyCollection<BatchedTransfer> known)
    {
        if (known.Count == 0) return;
        try
        {
            // Their entries may be on their way. After a read they are in the store.
            await grains.GetGrain<IAccountGrain>(known.First().Payer).GetAsync();
            foreach (var transfer in await AnswerStoredAsync([.. known])) transfer.LeaveOut();
        }
        catch (Exception failure)
        {
            // What became of the others is known already.
            foreach (var transfer in known) transfer.Lose(new LostBatchException(failure));
        }
    }

    private async Task ApplyAsync(string account, (BatchedTransfer Transfer, Part Part)[] parts, BatchedRun run)
    {
        if (parts.Length > 0) run.Note(parts, await grains.Enlist(account).ApplyAllAsync(Commands(parts), Parts(parts), now));
    }

    private static IEnumerable<(BatchedTransfer Transfer, Part Part)> PartsOf(IEnumerable<BatchedTransfer> transfers) =>
        transfers.SelectMany(transfer => transfer.Request.Parts.Select(part => (transfer, part)));

    private static CommandMessage[] Commands((BatchedTransfer Transfer, Part Part)[] parts) =>
        Array.ConvertAll(parts, part => part.Transfer.Command);

    private static PartMessage[] Parts((BatchedTransfer Transfer, Part Part)[] parts) =>
        Array.ConvertAll(parts, part => PartMessage.Of(part.Part));

    private IPartGrain Part(string id) => grains.GetGrain<IPartGrain>(id);
}
