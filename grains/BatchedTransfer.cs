using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>A transfer of a <see cref="TransferBatch"/>.</summary>
internal sealed class BatchedTransfer(CommandMessage command, Request request)
{
    private readonly TaskCompletionSource<ReplyMessage?> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandMessage Command => command;

    public Request Request => request;

    /// <summary>The account whose journal has the answer.</summary>
    public string Payer => request.Parts[0].Account;

    /// <summary>Its reply, or null where it was left out.</summary>
    public Task<ReplyMessage?> Reply => reply.Task;

    /// <summary>Its entry was committed.</summary>
    public void AnswerRecorded(EntryMessage entry) => reply.TrySetResult(ReplyMessage.Of(Receipt.Recorded(entry.ToEntry())));

    /// <summary>Its request id has this entry for ever.</summary>
    public void AnswerStored(EntryMessage entry) => reply.TrySetResult(ReplyMessage.Of(request.Answer(entry.ToEntry())));

    /// <summary>It goes its way alone.</summary>
    public void LeaveOut() => reply.TrySetResult(null);

    /// <summary>Its transaction has failed.</summary>
    public void Lose(Exception failure) => reply.TrySetException(failure);
}
