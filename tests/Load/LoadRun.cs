using System.Diagnostics;
using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Load;

/// <summary>Opens the accounts, then lets callers ask one thing after the other, and keeps what each was told.</summary>
internal sealed class LoadRun(IAccounts accounts, LoadOptions options, ResultFile results)
{
    private const string World = "world";

    private readonly long started = Stopwatch.GetTimestamp();

    public async Task RunAsync(CancellationToken stop)
    {
        string[] names = [.. Enumerable.Range(1, options.Accounts).Select(i => string.Create(CultureInfo.InvariantCulture, $"a{i:00}"))];
        await AskAsync(new OpenAccount($"open-{World}", World, Mix.Currency) { AccountKind = AccountKind.External, Busy = true });
        foreach (var name in names)
        {
            await AskAsync(new OpenAccount($"open-{name}", name, Mix.Currency));
            await AskAsync(new Transfer($"fill-{name}", World, name, 1_000, Mix.Currency));
        }

        await Task.WhenAll(Enumerable.Range(1, options.Callers).Select(i => CallAsync(new Mix(i, [.. names, World]), stop)));
    }

    private async Task CallAsync(Mix mix, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && results.Count < options.Count)
        {
            var command = mix.Next();
            mix.Learn(command, await AskAsync(command));
            await Task.Delay(options.Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<Told> AskAsync(Command command)
    {
        var sent = Stopwatch.GetTimestamp();
        var told = await Told.ByAsync(accounts, command);
        var now = Stopwatch.GetTimestamp();
        results.Add(new Result(command, told, Stopwatch.GetElapsedTime(started, now), Stopwatch.GetElapsedTime(sent, now)));
        return told;
    }
}
