using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using AccountGrains.Client;
using AccountGrains.Grains;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>The tables of docs/design.md and what there is.</summary>
public sealed class DesignTableTests : IDisposable
{
    private static readonly Type[] Parts = [typeof(AccountGrains.Client.Telemetry), typeof(SiloTelemetry), typeof(StorageTelemetry)];

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => services.Dispose();

    [Fact]
    public void Table_OfMetrics_HasEachInstrumentWithItsTypeAndUnit() =>
        Assert.Equal(Instruments().Order(), Rows().Where(row => row.Length == 5).Select(row => $"{row[0]} {row[1]} {row[2]}").Order());

    [Fact]
    public void Table_OfMetrics_HasEachPublicName() =>
        Assert.Equal(Constants("Name", isOther: true).Order(), Rows().Where(row => row.Length == 5).Select(row => row[0]).Order());

    [Fact]
    public void Table_OfSpans_HasEachSource() =>
        Assert.Superset(
            Constants("SourceName", isOther: false).ToHashSet(), Rows().Where(row => row.Length == 3).Select(row => row[1]).ToHashSet());

    private static IEnumerable<string> Constants(string ending, bool isOther) =>
        from part in Parts
        from field in part.GetFields(BindingFlags.Public | BindingFlags.Static)
        where field.IsLiteral && field.Name.EndsWith(ending, StringComparison.Ordinal) != isOther
        select (string)field.GetRawConstantValue()!;

    private static IEnumerable<string[]> Rows()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "design.md"));
        var section = text.Split("\n## ").Single(part => part.StartsWith("Telemetry\n", StringComparison.Ordinal));
        return section.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| each", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray());
    }

    private List<string> Instruments()
    {
        var found = new List<string>();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters || instrument.Meter.Name == StorageTelemetry.MeterName)
                    found.Add($"{instrument.Name} {Type(instrument)} {instrument.Unit}");
            },
        };
        listener.Start();
        _ = new Instruments(meters, TimeProvider.System);
        var instruments = new SiloInstruments(meters);
        _ = new CommandsInProgress(new AccountsOptions(), instruments);
        _ = new Departure(null!, null!, instruments);
        using var backlog = new Backlog(null!, null!, meters, TimeProvider.System, null!);
        RuntimeHelpers.RunClassConstructor(typeof(Commits).TypeHandle);
        return found;
    }

    private static string Type(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" or "ObservableUpDownCounter" => "gauge",
        var other => other,
    };
}
