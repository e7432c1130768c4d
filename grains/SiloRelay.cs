using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccountGrains.Grains;

/// <summary>The relay of a silo. The host starts it after the silo, and stops it before.</summary>
internal sealed class SiloRelay(
    IMessageStore messages,
    IAccounts accounts,
    IEnumerable<OtherLedger> ledgers,
    RelayOptions options,
    Handover handover,
    AccountsOptions sizes,
    [FromKeyedServices(AccountsSiloBuilderExtensions.StorageName)] TimeProvider time,
    ILogger<SiloRelay> log) : BackgroundService
{
    /// <summary>What is on its way gets its time. What takes longer is in doubt, which costs the next relay an attempt.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(sizes.DatabaseTimeout);
        await base.StopAsync(limit.Token);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var others = ledgers.ToDictionary(ledger => ledger.Name, ledger => ledger.Accounts, StringComparer.Ordinal);
        return new Relay(messages, accounts, others, options, time, Tell, handover).RunAsync(stoppingToken);
    }

    private void Tell(string? ledger, Exception failure) =>
        log.MessagesWait(ledger ?? "this ledger", failure.Message.ReplaceLineEndings(" "));
}
