using System.Diagnostics;
using System.Diagnostics.Metrics;
using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>The instruments of <see cref="SiloTelemetry"/> that tell of commands and accounts.</summary>
internal sealed class SiloInstruments
{
    private static readonly object True = true;
    private static readonly object False = false;

    private readonly Meter meter;
    private readonly Counter<long> commands;
    private readonly Histogram<double> duration;
    private readonly Counter<long> inDoubt;
    private readonly Counter<long> aborted;

    public SiloInstruments(IMeterFactory meters)
    {
        meter = meters.Create(new MeterOptions(SiloTelemetry.MeterName));
        commands = meter.CreateCounter<long>(SiloTelemetry.Commands, "{command}", "Commands that were answered");
        duration = meter.CreateHistogram(SiloTelemetry.Duration, "s", "Time of a command in the silo", tags: null, Instruments.Buckets);
        inDoubt = meter.CreateCounter<long>(SiloTelemetry.InDoubt, "{command}", "Commands whose outcome could not be told");
        aborted = meter.CreateCounter<long>(SiloTelemetry.Aborted, "{transaction}", "Transactions that were undone, by cause");
    }

    /// <summary>Tells how many commands are worked on.</summary>
    public void ObserveQueue(Func<int> length) => meter.CreateObservableUpDownCounter(
        SiloTelemetry.QueueLength, length, "{command}", "Commands that this silo works on");

    /// <summary>Tells how many accounts are in memory.</summary>
    public void ObserveActivations(Func<int> count) => meter.CreateObservableUpDownCounter(
        SiloTelemetry.Activations, count, "{account}", "Accounts that are active on this silo");

    /// <summary>A command that began at a timestamp has its answer, which is given back.</summary>
    public ReplyMessage Answered(CommandMessage command, ReplyMessage reply, long began)
    {
        var kind = new KeyValuePair<string, object?>("kind", TagValues<EntryKind>.Of((EntryKind)command.Kind));
        commands.Add(1, kind, new("outcome", OutcomeOf(reply)), new("replayed", reply.IsReplay ? True : False));
        duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, kind);
        if (reply.InDoubt) inDoubt.Add(1, kind);
        return reply;
    }

    /// <summary>A transaction was undone.</summary>
    public void Aborted(string cause) => aborted.Add(1, new KeyValuePair<string, object?>("cause", cause));

    private static string OutcomeOf(ReplyMessage reply) => reply.Failure is null
        ? TagValues<Outcome>.Of((Outcome)reply.Outcome)
        : reply.InDoubt ? "in_doubt" : "failed";
}
