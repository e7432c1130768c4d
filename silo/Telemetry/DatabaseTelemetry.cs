using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace AccountGrains.Silo;

/// <summary>
/// What is told of the database's driver. It names a pool of connections by its connection string, in which there may be a password:
/// no name of a pool leaves the process. Statements that belong to no trace stay here too: several each second, of the membership and
/// of those who look for work, each of which would be a trace of its own.
/// </summary>
internal sealed class DatabaseTelemetry : BaseProcessor<Activity>
{
    /// <summary>The source and the meter of the driver.</summary>
    public const string Name = "Npgsql";

    private static readonly MetricStreamConfiguration WithoutPool =
        new() { TagKeys = ["db.system.name", "server.address", "server.port"] };

    /// <summary>How an instrument is told. What is observed of each pool cannot be added up, and is left out.</summary>
    public static MetricStreamConfiguration? View(Instrument instrument) =>
        instrument.Meter.Name != Name ? null : instrument.IsObservable ? MetricStreamConfiguration.Drop : WithoutPool;

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Name) return;
        data.SetTag("db.npgsql.data_source", null);
        if (data.ParentSpanId == default) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
