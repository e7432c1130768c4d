using AccountGrains.Ledger;
using Request = AccountGrains.Ledger.Request;

namespace AccountGrains.Client;

/// <summary>
/// The accounts of a cluster. A command is sent again, with its request id, until it has an outcome or the deadline is reached;
/// a question likewise, and then ends with a <see cref="StoreException"/>.
/// </summary>
internal sealed class ClusterAccounts(
    IGrainFactory grains, ClientLifetime lifetime, Pace pace, Instruments instruments) : IAccounts
{
    // Any number of it runs, so one key serves all.
    private const long AnyTransfers = 0;

    /// <inheritdoc/>
    public Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default) =>
        ExecuteAsync(command, together: null, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<Task<Receipt>> ExecuteAll(IReadOnlyList<Command> commands, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var groups = new TransferGroups(SendAllAsync, SendAsync, cancellationToken);
        // Each is a request of its own, whose first attempt travels with others.
        Task<Receipt>[] receipts = [.. commands.Select(command => ExecuteAsync(command, groups, cancellationToken))];
        groups.Send();
        return receipts;
    }

    /// <inheritdoc/>
    public async Task<Account?> GetAsync(string account, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        var message = await AskAsync(() => Account(account).GetAsync(), cancellationToken).ConfigureAwait(false);
        return message?.ToAccount();
    }

    /// <inheritdoc/>
    public async Task<decimal?> GetBalanceAsync(
        string account, DateTimeOffset asOf, CancellationToken cancellationToken = default)
    {
        var page = await GetStatementAsync(StatementQuery.LastBy(account, asOf), cancellationToken).ConfigureAwait(false);
        return page.Entries is [var entry] ? entry.Balance : null;
    }

    /// <inheritdoc/>
    public async Task<Entry?> FindAsync(string account, string requestId, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        Input.RequestId("request id", requestId);
        var message = await AskAsync(() => Account(account).FindAsync(requestId), cancellationToken).ConfigureAwait(false);
        return message?.ToEntry();
    }

    /// <inheritdoc/>
    public async Task<Statement> GetStatementAsync(StatementQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        var message = QueryMessage.Of(query);
        var read = await AskAsync(() => Account(query.Account).ListAsync(message), cancellationToken).ConfigureAwait(false);
        return query.Page([.. read.Select(entry => entry.ToEntry())]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SentMessage>> GetMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        var read = await AskAsync(() => Account(account).ListMessagesAsync(fromSequence, toSequence), cancellationToken)
            .ConfigureAwait(false);
        return [.. read.Select(message => message.ToSentMessage())];
    }

    /// <inheritdoc/>
    public async Task<SettlementDifference?> BeginSettlementAsync(
        SettlementManifest manifest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var message = SettlementManifestMessage.Of(manifest);
        var difference = await AskAsync(() => Settlement(manifest.Run).BeginAsync(message), cancellationToken).ConfigureAwait(false);
        return difference?.ToDifference();
    }

    /// <inheritdoc/>
    public async Task<SettlementSummary> CompleteSettlementAsync(
        SettlementSummary summary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        summary.Check();
        var message = SettlementSummaryMessage.Of(summary);
        var recorded = await AskAsync(() => Settlement(summary.Run).CompleteAsync(message), cancellationToken).ConfigureAwait(false);
        return SettlementSummary.Known(summary.Run, recorded?.ToSummary(summary.Run));
    }

    private async Task<Receipt> ExecuteAsync(
        Command command, TransferGroups? together, CancellationToken cancellationToken)
    {
        Request.Check(command);
        cancellationToken.ThrowIfCancellationRequested();
        var message = CommandMessage.Of(command);
        using var observation = instruments.Observe((EntryKind)message.Kind);
        using var grouped = together?.Add(message);
        var call = new Call(pace, observation.Retry);
        var reply = await call
            .RunAsync(() => grouped?.SendAsync() ?? new(SendAsync(message)), Failure.Of, cancellationToken)
            .ConfigureAwait(false);
        if (call.Failure is { } failure)
        {
            observation.Fail(call.InDoubt);
            if (!failure.IsFinal) grouped?.GiveUp();
            throw NoOutcome(command.RequestId, call, failure);
        }

        var receipt = reply!.ToReceipt();
        observation.Answer(receipt);
        return receipt;
    }

    private Task<ReplyMessage> SendAsync(CommandMessage message) => (EntryKind)message.Kind switch
    {
        EntryKind.Reversal => Transfers().ExecuteAsync(message),
        EntryKind.Transfer => Account(FirstOf(message)).ExecuteAsync(message),
        _ => Account(message.Account!).ExecuteAsync(message),
    };

    // Unless another one is busy it is locked first, and then what locks it needs no message.
    private static string FirstOf(CommandMessage transfer) =>
        transfer.Legs!.SelectMany(leg => new[] { leg.From, leg.To }).Min(StringComparer.Ordinal)!;

    private async Task<ReplyMessage[]> SendAllAsync(CommandMessage[] messages) => messages is [var only]
        ? [await SendAsync(only).ConfigureAwait(false)]
        : await Transfers().ExecuteAllAsync(messages).ConfigureAwait(false);

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new Call(pace, instruments.RetryRead);
        var answer = await call.RunAsync(() => new ValueTask<Task<T>>(ask()), static _ => null, cancellationToken).ConfigureAwait(false);
        if (call.Failure is not { } failure) return answer!;
        var problem = failure.IsFinal ? StoreProblem.Failed : StoreProblem.Unreachable;
        throw new StoreException(problem, Reason(call, failure), failure.Exception);
    }

    private IAccountGrain Account(string id) => Reach(() => grains.GetGrain<IAccountGrain>(id));

    private ITransferGrain Transfers() => Reach(() => grains.GetGrain<ITransferGrain>(AnyTransfers));

    private ISettlementGrain Settlement(string run) => Reach(() => grains.GetGrain<ISettlementGrain>(run));

    private TGrain Reach<TGrain>(Func<TGrain> find)
    {
        if (lifetime.IsStopped) throw new NotSentException("this client is stopped", isFinal: true);
        try
        {
            return find();
        }
        catch (ArgumentException unknown)
        {
            // The client learns from the silos which grains there are, so it knows none before it is connected.
            throw new NotSentException("no silo that keeps accounts is known yet", isFinal: false, unknown);
        }
    }

    private static RequestException NoOutcome(string requestId, Call call, Failure failure) => call.InDoubt
        ? new RequestInDoubtException(requestId, Reason(call, failure), failure.Exception)
        : new RequestFailedException(requestId, Reason(call, failure), failure.Exception);

    private static string Reason(Call call, Failure failure) =>
        call.Attempts == 1 ? failure.Reason : $"{failure.Reason} (attempt {call.Attempts})";
}
