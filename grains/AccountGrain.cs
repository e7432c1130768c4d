using System.Diagnostics;
using AccountGrains.Client;
using AccountGrains.Ledger;
using AccountGrains.Storage;
using Orleans.Concurrency;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// One account. Every change is a transaction of Orleans, decided by the rules of the ledger on the newest state, which may
/// still be on its way to the store; the answer is given once it is there. Reentrant: while one command is stored, the next
/// are decided, and stored together.
/// </summary>
[GrainType(TypeName)]
[Reentrant]
internal sealed class AccountGrain(
    [TransactionalState(AccountGrain.StateName, AccountsSiloBuilderExtensions.StorageName)] ITransactionalState<Books> books,
    AccountParts silo) : Grain, IAccountGrain, IPartGrain, IHoldsGrain
{
    public const string TypeName = "account";
    public const string StateName = "account";

    private readonly OldRequests old = new();
    private CommandGroup? gathering;
    private bool leaving;

    /// <summary>Which account it is.</summary>
    public string Id => Stored.Id;

    /// <summary>What it knows of its participant in the store.</summary>
    public StoredParticipant<Books> Stored => field ??= new(this.GetPrimaryKeyString());

    private string Moving => $"account {Id} is moving to another silo; send it again";

    // What the store has, as far as the states come from it that are decided here and on their way.
    private AccountState Committed => Stored.Confirmed.Account;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        silo.Departure.Arrive(this);
        silo.Neighbours.Arrive(Stored);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        silo.Departure.Leave(this);
        return silo.Neighbours.LeaveAsync(Stored);
    }

    /// <inheritdoc/>
    public Task<ReplyMessage> ExecuteAsync(CommandMessage command)
    {
        var now = silo.Time.GetUtcNow();
        if ((EntryKind)command.Kind == EntryKind.Transfer)
            return silo.Attempts.RunAsync(command, (request, again) => TransferAsync(command, request, now, again));
        // A reversal comes by way of the grain of transfers.
        var isStep = (EntryKind)command.Kind == EntryKind.Reversal;
        return silo.Attempts.RunAsync(command, (request, again) => CommitAsync(request, now, again), isStep);
    }

    /// <inheritdoc/>
    public Task<PartReply> ApplyAsync(CommandMessage command, PartMessage part, DateTimeOffset now, bool again)
    {
        if (leaving) throw new OrleansException(Moving);
        var request = command.ToRequest();
        var own = part.ToPart();
        return ReplyAsync(DecideAsync(request, again, Access.Change, account => PartDecider.Decide(account, request, own, now)));
    }

    /// <inheritdoc/>
    public async Task<PartReply[]> ApplyAllAsync(CommandMessage[] commands, PartMessage[] parts, DateTimeOffset now)
    {
        if (leaving) throw new OrleansException(Moving);
        var all = new BatchedParts(commands, parts, now);
        var activity = Activity.Current;
        var upTo = Committed.Sequence;
        await books.UpdateAsync(held =>
        {
            all.Decide(Informed(held.Account, upTo, []));
            foreach (var decision in all.Decisions) Keep(held, Access.Change, decision, activity);
        });
        return Array.ConvertAll(all.Decisions, PartReply.Of);
    }

    /// <inheritdoc/>
    public Task<PartReply> JudgeAsync(CommandMessage command, PartMessage part, DateTimeOffset now, bool locks)
    {
        if (leaving) throw new OrleansException(Moving);
        var request = command.ToRequest();
        return ReplyAsync(DecideAsync(
            request,
            again: true,
            locks ? Access.Lock : Access.Read,
            account => PartDecider.Decide(account, request, part.ToPart(), now)));
    }

    /// <inheritdoc/>
    public Task<PartReply> RefuseAsync(CommandMessage command, int outcome, DateTimeOffset now)
    {
        if (leaving) throw new OrleansException(Moving);
        var request = command.ToRequest();
        return ReplyAsync(DecideAsync(
            request, again: false, Access.Change, account => PartDecider.Refuse(account, request, (Outcome)outcome, now)));
    }

    /// <inheritdoc/>
    public Task<bool?> IsBusyAsync() =>
        Task.FromResult<bool?>(Committed.Status == AccountStatus.Unopened ? null : Committed.Busy);

    /// <inheritdoc/>
    public async Task<EntryMessage?> FindStoredAsync(string requestId)
    {
        var entry = Committed.Window.Find(requestId) ?? (await silo.Lookups.AskAsync(new RequestLookup(Id, requestId))).Entry;
        return entry is null ? null : EntryMessage.Of(entry);
    }

    /// <inheritdoc/>
    public Task<EntryMessage?[]> FindAllStoredAsync(string[] requestIds) => Task.WhenAll(requestIds.Select(FindStoredAsync));

    /// <inheritdoc/>
    public async Task<int> ExpireAsync()
    {
        var expired = 0L;
        await silo.Attempts.RepeatAsync(() => silo.Transactions.RunTransaction(TransactionOption.Create, () => books.UpdateAsync(held =>
        {
            var account = PartDecider.Expire(Informed(held.Account, Committed.Sequence, []), silo.Time.GetUtcNow());
            expired = account.Sequence - held.Account.Sequence;
            if (expired > 0) held.Account = account;
        })));
        return (int)expired;
    }

    /// <inheritdoc/>
    public async Task<AccountMessage?> GetAsync() =>
        (await ReadAsync()).ToAccount(silo.Time.GetUtcNow()) is { } account ? AccountMessage.Of(account) : null;

    /// <inheritdoc/>
    public Task<EntryMessage?> FindAsync(string requestId) => FindAsync(new RequestLookup(Id, requestId));

    /// <inheritdoc/>
    public Task<EntryMessage?> FindEntryAsync(long sequence) => FindAsync(new EntryLookup(Id, sequence));

    /// <inheritdoc/>
    public async Task<EntryMessage[]> ListAsync(QueryMessage query)
    {
        await ReadAsync();
        var entries = await silo.Store.ListAsync(query.ToQuery(Id), CancellationToken.None);
        return [.. entries.Select(EntryMessage.Of)];
    }

    /// <inheritdoc/>
    public async Task<SentTransferMessage[]> ListMessagesAsync(long fromSequence, long toSequence)
    {
        await ReadAsync();
        var messages = await silo.Store.ListMessagesAsync(Id, fromSequence, toSequence, CancellationToken.None);
        return [.. messages.Select(SentTransferMessage.Of)];
    }

    /// <summary>
    /// Leaves this silo, as soon as all transfers have ended that the account has a part in, and takes no part in others. Commands
    /// of the account alone go on: none of them waits for a message, which an activation that leaves would not receive.
    /// </summary>
    public Task LeaveAsync()
    {
        var leave = new Task<Task>(EndTransfersAsync);
        GrainContext.Scheduler.QueueTask(leave);
        return leave.Unwrap();
    }

    private async Task EndTransfersAsync()
    {
        leaving = true;
        try
        {
            // It gets the lock after every transfer that has it or waits for it, and commits after them. Each of them may take as long as
            // a call, and one that is left in the middle waits for a message that does not come.
            await silo.Transactions
                .RunTransaction(TransactionOption.Create, () => books.UpdateAsync(_ => { }))
                .WaitAsync(silo.Options.CallTimeout, TimeProvider.System);
        }
        catch (Exception failure) when (failure is OrleansTransactionException or TimeoutException)
        {
            // It leaves all the same: the next activation finds in the tables what is promised and decided.
        }
        finally
        {
            DeactivateOnIdle();
        }
    }

    private async Task<EntryMessage?> FindAsync(Lookup lookup)
    {
        await ReadAsync();
        var fact = await silo.Lookups.AskAsync(lookup);
        return fact.Entry is { } entry ? EntryMessage.Of(entry) : null;
    }

    /// <summary>
    /// The account as it is after everything that was answered before. It waits for what is prepared to be decided, so that
    /// the store has all of it too, and costs no write.
    /// </summary>
    private async Task<AccountState> ReadAsync()
    {
        AccountState? account = null;
        await silo.Attempts.RepeatAsync(() => silo.Transactions.RunTransaction(
            TransactionOption.Create, () => books.ReadAsync(held => account = held.Account)));
        return account!;
    }

    /// <summary>
    /// A transfer in which the account has a part. Where the account is locked first, it manages the transaction and ends it here.
    /// </summary>
    private async Task<ReplyMessage?> TransferAsync(CommandMessage command, Request request, DateTimeOffset now, bool again)
    {
        // It would wait for what only the next activation can do.
        if (leaving) return ReplyMessage.Failed(Moving);
        return await new Transfers(GrainFactory, silo.Transactions, silo.Order, silo.Instruments, old, this).TryAsync(command, request, now, again);
    }

    private async Task<ReplyMessage?> CommitAsync(Request request, DateTimeOffset now, bool again)
    {
        if (request.Parts is not [{ Account: var account }] || account != Id)
            return ReplyMessage.Failed($"request {request.Id} is not of account {Id} alone", final: true);
        var decision = again || old.AreExpected ? null : await DecideTogetherAsync(request, now);
        return (decision ?? await DecideAloneAsync(request, now, again)) switch
        {
            PartDecision.Recorded recorded => ReplyMessage.Of(Receipt.Recorded(recorded.Entry)),
            PartDecision.Known known => ReplyMessage.Of(request.Answer(known.Entry)),
            _ => ReplyMessage.Failed($"what request {request.Id} reverses is of other accounts too; send it again"),
        };
    }

    /// <summary>Decides a command in one transaction with others; null where the journal has to be asked first.</summary>
    /// <exception cref="LostBatchException">Their transaction has failed.</exception>
    private async Task<PartDecision?> DecideTogetherAsync(Request request, DateTimeOffset now)
    {
        var isFirst = gathering is null or { IsFull: true };
        var group = isFirst ? gathering = new CommandGroup() : gathering!;
        var place = group.Add(request, now);
        if (isFirst) group.Committed = CommitAsync(group);
        await group.Committed;
        return group.Decisions[place] is var decision and not PartDecision.Needs ? decision : null;
    }

    private async Task CommitAsync(CommandGroup group)
    {
        try
        {
            // What is known is committed too, without a change: its entry may be on its way, and no answer may overtake it.
            await silo.Transactions.RunTransaction(TransactionOption.Create, () => books.UpdateAsync(held =>
            {
                Close(group);
                group.Decide(held, Informed(held.Account, Committed.Sequence, []));
            }));
        }
        catch (Exception failure)
        {
            silo.Instruments.Aborted(AbortCause.Of(failure));
            throw new LostBatchException(failure);
        }
        finally
        {
            Close(group);
        }
    }

    private void Close(CommandGroup group)
    {
        if (gathering == group) gathering = null;
    }

    private async Task<PartDecision> DecideAloneAsync(Request request, DateTimeOffset now, bool again)
    {
        PartDecision? decision = null;
        await silo.Transactions.RunTransaction(TransactionOption.Create, async () =>
        {
            decision = await DecideAsync(request, again, Access.Change, state => PartDecider.DecideAlone(state, request, now));
            return decision is not PartDecision.TouchesOthers;
        });
        return decision!;
    }

    private static async Task<PartReply> ReplyAsync(Task<PartDecision> decision) => PartReply.Of(await decision);

    /// <summary>Decides under the lock of the ambient transaction, and asks the store what memory does not know.</summary>
    private async Task<PartDecision> DecideAsync(
        Request request, bool again, Access access, Func<AccountState, PartDecision> decide)
    {
        // Taken here, as the decision is made in whatever context the lock becomes free.
        var activity = Activity.Current;
        // Taken before the store is asked: what it answers includes every entry up to here, and memory has all the others.
        var upTo = Committed.Sequence;
        Fact[] facts = again || old.AreExpected ? [await AskForRequestAsync(new RequestLookup(Id, request.Id))] : [];
        while (true)
        {
            PartDecision? decision = null;
            PartDecision Look(Books held) => decision = decide(Informed(held.Account, upTo, facts));
            if (access == Access.Read) await books.ReadAsync(Look);
            else await books.UpdateAsync(held => Keep(held, access, Look(held), activity));
            if (decision is not PartDecision.Needs { Lookup: var lookup }) return decision!;
            if (lookup is AccountLookup || Array.Exists(facts, fact => fact.Lookup == lookup)) throw Stale();
            facts = [.. facts, await silo.Lookups.AskAsync(lookup)];
        }
    }

    private static void Keep(Books held, Access access, PartDecision decision, Activity? activity)
    {
        if (access != Access.Change || decision is not PartDecision.Recorded recorded) return;
        held.Keep(recorded.Account, activity);
    }

    private AccountState Informed(AccountState account, long upTo, Fact[] facts)
    {
        var known = account.Stored(upTo, silo.Options.Window);
        foreach (var fact in facts) known = known.Learn(fact);
        return known;
    }

    private async Task<Fact> AskForRequestAsync(RequestLookup lookup)
    {
        old.Ask();
        var fact = await silo.Lookups.AskAsync(lookup);
        if (fact.Entry is { } entry && Committed.Window.Find(entry.RequestId) is null) old.Meet();
        return fact;
    }

    /// <summary>What a transaction does with the account.</summary>
    private enum Access
    {
        Read,
        Lock,
        Change,
    }

    // Somebody else wrote to the account. The next activation reads what.
    private OrleansException Stale()
    {
        DeactivateOnIdle();
        return new OrleansException($"account {Id} was changed by another process; send it again");
    }
}
