using AccountGrains.Storage;
using Orleans.Serialization.Invocation;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Tells managers of an account's promises as soon as they are stored. The protocol tells of one only after all before it are
/// confirmed, so that two accounts would store one transfer after the other. A manager of several in a row may know of all of
/// them: it commits them together, and the store lets it commit none before those in front.
/// </summary>
/// <param name="participants">How participants are written.</param>
internal sealed class EarlyPromises(ParticipantText participants)
{
    /// <summary>Lets each promise be told once, as managers count them: says whether a call tells what was told already.</summary>
    public static bool IsTold(IOutgoingGrainCallContext call) =>
        PromiseOf(call) is { } transaction && call.SourceContext?.GrainInstance is AccountGrain { Stored: var account }
        && !(account.Told ??= []).Add(transaction);

    /// <summary>Ends a call that is not to be sent. Without a response Orleans would take it for one that a filter has lost.</summary>
    public static Task LeaveOut(IOutgoingGrainCallContext call)
    {
        call.Response = Response.Completed;
        return Task.CompletedTask;
    }

    /// <summary>Takes over the promises of the activation before. Nobody knows which of them it has told: none is told again.</summary>
    public static void TakeOver<TState>(StoredParticipant<TState> account, IReadOnlyCollection<PreparedState<TState>> loaded)
        where TState : class, new() =>
        account.Told = loaded.Count == 0 ? null : [.. loaded.Select(promise => promise.Transaction)];

    /// <summary>Tells what may be told.</summary>
    /// <param name="account">The account that promises.</param>
    /// <param name="committed">The number of the newest committed transaction.</param>
    /// <param name="stored">All promises that are stored, in order.</param>
    public void Tell<TState>(StoredParticipant<TState> account, long committed, IReadOnlyCollection<PreparedState<TState>> stored)
        where TState : class, new()
    {
        account.Told?.IntersectWith(stored.Select(promise => promise.Transaction));
        // The first of a row is told by the protocol.
        if (stored.Count < 2 || stored.First().Manager is not { } text) return;
        // A number that is missing is of a transaction that this account manages itself and has not committed.
        var row = stored.TakeWhile((promise, i) => promise.Manager == text && promise.Sequence == committed + 1 + i);
        var manager = participants.Parse(text);
        foreach (var promise in row.Skip(1).Where(promise => account.Told?.Contains(promise.Transaction) is not true))
        {
            manager.Reference.AsReference<ITransactionManagerExtension>()
                .Prepared(manager.Name, promise.Transaction, promise.Clock, participants.Account(account.Id), TransactionalStatus.Ok)
                .Ignore();
        }
    }

    private static Guid? PromiseOf(IOutgoingGrainCallContext call) =>
        call.Request.GetInterfaceType() == typeof(ITransactionManagerExtension)
        && call.Request.GetMethodName() == nameof(ITransactionManagerExtension.Prepared)
        && call.Request.GetArgument(4) is TransactionalStatus.Ok
            ? (Guid)call.Request.GetArgument(1)!
            : null;
}
