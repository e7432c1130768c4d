using System.Diagnostics.Metrics;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccountGrains.Grains;

/// <summary>Counts from time to time what waits to be done, for the instruments of <see cref="SiloTelemetry"/>.</summary>
internal sealed class Backlog : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly IMessageStore messages;
    private readonly IHoldStore holds;
    private readonly TimeProvider time;
    private readonly ILogger<Backlog> log;

    private IReadOnlyList<DueMessages> due = [];
    private IReadOnlyList<PastExpiry> pastExpiry = [];

    public Backlog(
        IMessageStore messages,
        IHoldStore holds,
        IMeterFactory meters,
        [FromKeyedServices(AccountsSiloBuilderExtensions.StorageName)] TimeProvider time,
        ILogger<Backlog> log)
    {
        (this.messages, this.holds, this.time, this.log) = (messages, holds, time, log);
        var meter = meters.Create(new MeterOptions(SiloTelemetry.MeterName));
        meter.CreateObservableGauge(SiloTelemetry.MessagesDue, CountDue, "{message}", "Messages that are not settled, by ledger");
        meter.CreateObservableGauge(SiloTelemetry.OldestMessage, AgeOfOldest, "s", "Time since the oldest of them was sent, by ledger");
        meter.CreateObservableGauge(
            SiloTelemetry.HoldsPastExpiry, CountPastExpiry, "{hold}", "Open holds that are past their expiry, by owner");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                due = await messages.CountMessagesDueAsync(stoppingToken);
                pastExpiry = await holds.CountHoldsPastExpiryAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception failure)
            {
                // What was counted last is told until it can be counted again.
                if (!stoppingToken.IsCancellationRequested) log.BacklogUnknown(failure.Message.ReplaceLineEndings(" "));
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<Measurement<long>> CountDue() =>
        due.Select(row => new Measurement<long>(row.Count, Tag("ledger", row.Ledger)));

    private IEnumerable<Measurement<double>> AgeOfOldest() =>
        due.Select(row => new Measurement<double>((time.GetUtcNow() - row.Oldest).TotalSeconds, Tag("ledger", row.Ledger)));

    private IEnumerable<Measurement<long>> CountPastExpiry() =>
        pastExpiry.Select(row => new Measurement<long>(row.Holds, Tag("owner", row.Owner)));

    private static KeyValuePair<string, object?> Tag(string key, string? value) => new(key, value ?? "");
}
