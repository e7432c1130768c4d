using System.Diagnostics;
using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>One command as telemetry sees it, to its end. Where no end is told, the caller ended the wait.</summary>
internal sealed class Observation(Instruments instruments, string kind, long started) : IDisposable
{
    private readonly Activity? activity = Telemetry.Source.StartActivity("accounts.execute", ActivityKind.Client);
    private string outcome = "cancelled";
    private int attempts = 1;

    public void Retry()
    {
        attempts++;
        instruments.Retry(kind);
    }

    public void Answer(Receipt receipt)
    {
        outcome = TagValues<Outcome>.Of(receipt.Outcome);
        activity?.SetTag("replayed", receipt.IsReplay);
    }

    // The reason is for the caller alone: it may name an account or a request.
    public void Fail(bool inDoubt)
    {
        outcome = inDoubt ? "in_doubt" : "failed";
        activity?.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        instruments.End(kind, outcome, started);
        activity?.SetTag("kind", kind).SetTag("outcome", outcome).SetTag("attempts", attempts).Dispose();
    }
}
