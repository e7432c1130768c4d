using System.Security.Cryptography;
using System.Text;

namespace AccountGrains.Ledger;

/// <summary>Asks an owner about a hold and carries out what it decides.</summary>
internal sealed class OwnerDesk(
    IHoldOwner owner, IHoldHost host, HoldAuditOptions options, TimeProvider time, IHoldAuditObserver observer)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Gives the time when the owner is to be asked again, or null where nobody is.</summary>
    public async Task<DateTimeOffset?> SettleAsync(DueHold hold, CancellationToken stopping)
    {
        HoldDecision decision;
        try
        {
            decision = await AskAsync(hold, stopping).ConfigureAwait(false);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            return Undecided(hold, failure);
        }

        return decision is HoldDecision.AskLater later
            ? Postpone(hold, later.After)
            : await CarryOutAsync(hold, decision).ConfigureAwait(false);
    }

    private async Task<HoldDecision> AskAsync(DueHold hold, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(options.OwnerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var answer = owner.DecideAsync(hold, either.Token);
        // It may ignore the token. What it says when nobody waits for it must not end as an unobserved exception.
        _ = answer.ContinueWith(
            static late => late.Exception, default, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return await answer.WaitAsync(options.OwnerTimeout, time, stopping).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"the owner {hold.Owner} decided nothing");
    }

    private async Task<DateTimeOffset?> CarryOutAsync(DueHold hold, HoldDecision decision)
    {
        var command = CommandOf(hold, decision);
        Receipt receipt;
        try
        {
            receipt = await host.ExecuteAsync(command, CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidCommandException malformed)
        {
            return Undecided(hold, malformed);
        }

        switch (receipt.Outcome)
        {
            case Outcome.Applied:
                observer.Settled(hold, command.Kind);
                return null;
            case Outcome.HoldSettled:
                // Another decision was recorded before, of this owner or of a caller, and that one stands.
                return null;
            default:
                return Undecided(hold, new DecisionRefusedException(receipt.Outcome));
        }
    }

    private DateTimeOffset Postpone(DueHold hold, TimeSpan after)
    {
        var until = time.GetUtcNow() + after;
        observer.Postponed(hold, until);
        return until;
    }

    private DateTimeOffset Undecided(DueHold hold, Exception reason)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(hold.Asked - 1, 30));
        var until = time.GetUtcNow() + (pause < options.LongestPause ? pause : options.LongestPause);
        observer.Undecided(hold, until, reason);
        return until;
    }

    private static Command CommandOf(DueHold hold, HoldDecision decision) => decision switch
    {
        HoldDecision.Capture { Amount: { } amount } =>
            new CaptureHold(RequestId(hold), hold.Account, hold.Id) { Amount = amount, Currency = hold.Currency },
        HoldDecision.Capture => new CaptureHold(RequestId(hold), hold.Account, hold.Id),
        _ => new ReleaseHold(RequestId(hold), hold.Account, hold.Id),
    };

    // A refusal is remembered, so each time that the owner is asked has an id of its own: a capture that met a frozen account
    // can be made when it is open again. An id of a hold may be as long as an id can be.
    private static string RequestId(DueHold hold)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(hold.Id));
        return $"expiry:{Convert.ToHexStringLower(hash, 0, 16)}:{hold.Asked}";
    }
}
