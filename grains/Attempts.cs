using System.Diagnostics;
using AccountGrains.Client;
using AccountGrains.Ledger;
using Orleans.Transactions;

namespace AccountGrains.Grains;

/// <summary>
/// Carries out a command in as many transactions as it takes: one that is aborted because of its neighbours, or because memory
/// knew too little, is tried again with the same request id. What goes on failing is told to the caller, who waits longer.
/// </summary>
internal sealed class Attempts(CommandsInProgress commands, AccountsOptions options, SiloInstruments instruments)
{
    private const int MaxAttempts = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How long after a call the last attempt may begin. It takes no longer than its locks, and is still answered within the call.
    /// </summary>
    public TimeSpan BeginBy { get; } = options.CallTimeout - options.LockTimeout;

    /// <summary>Tries a command.</summary>
    /// <param name="message">The command.</param>
    /// <param name="attempt">
    /// One attempt: the reply, or null where what it found has changed meanwhile. It is told whether it is not the first.
    /// </param>
    /// <param name="isStep">Whether it is a step of a command of another grain, which counts it.</param>
    public async Task<ReplyMessage> RunAsync(
        CommandMessage message, Func<Request, bool, Task<ReplyMessage?>> attempt, bool isStep = false)
    {
        var began = Stopwatch.GetTimestamp();
        if (commands.Enter() is { } refusal) return Answer(ReplyMessage.Failed(refusal));
        try
        {
            return Answer(await RunAsync(message.ToRequest(), attempt));
        }
        catch (InvalidCommandException malformed)
        {
            return Answer(ReplyMessage.Failed(malformed.Message, final: true));
        }
        finally
        {
            commands.Leave();
        }

        ReplyMessage Answer(ReplyMessage reply) => isStep ? reply : instruments.Answered(message, reply, began);
    }

    /// <summary>
    /// Does what may be done any number of times, such as a read. What came after a transaction that was undone is undone with
    /// it, and done again.
    /// </summary>
    public async Task RepeatAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; ; i++)
        {
            try
            {
                await work();
                return;
            }
            catch (OrleansTransactionException failure)
            {
                instruments.Aborted(AbortCause.Of(failure));
                if (!MayTryAgain(i, started)) throw;
                await Jitter.PauseAsync(FirstPause, i);
            }
        }
    }

    /// <summary>Whether what began at a timestamp may be tried once more.</summary>
    public bool MayBegin(long started) => Stopwatch.GetElapsedTime(started) < BeginBy;

    /// <summary>
    /// Whether a transaction that ended with this was undone for certain. Orleans says of one that it was aborted only where no
    /// participant can have committed it; and where the manager's write was certainly not made, nobody has decided it.
    /// </summary>
    public static bool IsUndone(Exception failure) =>
        failure is OrleansTransactionAbortedException or OrleansStartTransactionFailedException
        || Causes(failure).Any(cause => cause.IsNothingWritten());

    private async Task<ReplyMessage> RunAsync(Request request, Func<Request, bool, Task<ReplyMessage?>> attempt)
    {
        var started = Stopwatch.GetTimestamp();
        var inDoubt = false;
        for (var i = 0; ; i++)
        {
            var reason = "other commands keep changing the same accounts; send it again later";
            try
            {
                if (await attempt(request, i > 0) is { } reply)
                    return reply.Failure is null ? reply : reply with { InDoubt = reply.InDoubt || inDoubt };
            }
            catch (LostBatchException lost)
            {
                // One transaction of many commands, which has been counted.
                (inDoubt, reason) = Learn(lost.InnerException!, inDoubt);
            }
            catch (Exception failure) when (failure is not InvalidCommandException)
            {
                instruments.Aborted(AbortCause.Of(failure));
                (inDoubt, reason) = Learn(failure, inDoubt);
            }

            if (!MayTryAgain(i, started)) return ReplyMessage.Failed(reason, inDoubt);
            await Jitter.PauseAsync(FirstPause, i);
        }
    }

    private bool MayTryAgain(int attempts, long started) => attempts < MaxAttempts - 1 && MayBegin(started);

    private static (bool InDoubt, string Reason) Learn(Exception failure, bool inDoubt) =>
        (inDoubt || !IsUndone(failure), Causes(failure).Last().Message);

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException) yield return cause;
    }
}
