using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>What an operator sees of the work that waits.</summary>
[Collection(SiloServer.Collection)]
public sealed class BacklogTests(PostgresServer server)
{
    [SkippableFact]
    public async Task Gauges_TellOfMessagesAndHoldsThatWait()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var cluster = await Cluster.StartAsync(database.Store);
        await cluster.Accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await cluster.Accounts.ExecuteAsync(new Deposit("fill", "alice", 10, "EUR"));
        await cluster.Accounts.ExecuteAsync(new Send("far", "alice", "bob", 1, "EUR") { Ledger = "nowhere" });
        await cluster.Accounts.ExecuteAsync(new PlaceHold("late", "alice", 1, "EUR")
        {
            Owner = "nobody",
            ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1),
        });

        // Silos of other tests are heard as well, and have none of these.
        var told = new ConcurrentDictionary<string, double>();
        using var listener = Listen(told);
        await Condition.HoldsAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                return Task.FromResult(
                    told.GetValueOrDefault($"{SiloTelemetry.MessagesDue} ledger nowhere") == 1
                    && told.GetValueOrDefault($"{SiloTelemetry.OldestMessage} ledger nowhere") > 0
                    && told.GetValueOrDefault($"{SiloTelemetry.HoldsPastExpiry} owner nobody") == 1);
            },
            "all three are told");
    }

    private static MeterListener Listen(ConcurrentDictionary<string, double> told)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, heard) =>
            {
                if (instrument.Meter.Name == SiloTelemetry.MeterName) heard.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        return listener;

        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            told[$"{instrument.Name} {tags[0].Key} {tags[0].Value}"] = value;
    }
}
