using AccountGrains.Storage;
using Orleans.Serialization.Invocation;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Takes the word that a transaction was undone for what it is where its manager has written it together with the account: for its
/// confirmation. Nothing is stored of such a decision but its effects, so a manager that was loaded meanwhile and is asked by the
/// account has never heard of it.
/// </summary>
internal static class LateCancels
{
    /// <summary>Whether a call is a word of this kind.</summary>
    public static bool Concern(IIncomingGrainCallContext call) =>
        call.Request.GetInterfaceType() == typeof(ITransactionalResourceExtension)
        && call.Request.GetMethodName() == nameof(ITransactionalResourceExtension.Cancel);

    public static Task ReceiveAsync(IIncomingGrainCallContext call) =>
        call.TargetContext.GrainInstance is AccountGrain { Stored: var participant } ? CancelAsync(call, participant) : call.Invoke();

    private static async Task CancelAsync(IIncomingGrainCallContext call, StoredParticipant<Books> participant)
    {
        var transaction = (Guid)call.Request.GetArgument(1)!;
        if (!await IsKeptAsync(participant, transaction))
        {
            await call.Invoke();
            return;
        }

        var (name, time) = ((string)call.Request.GetArgument(0)!, (DateTime)call.Request.GetArgument(2)!);
        await call.TargetContext.GetGrainExtension<ITransactionalResourceExtension>().Confirm(name, transaction, time);
        call.Response = Response.Completed;
    }

    // The manager may be writing it at this moment.
    private static async Task<bool> IsKeptAsync(StoredParticipant<Books> participant, Guid transaction)
    {
        await participant.HoldAsync();
        try
        {
            return participant.HasKept(transaction);
        }
        finally
        {
            participant.Release();
        }
    }
}
