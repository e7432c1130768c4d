using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Ledger.Tests;

/// <summary>
/// Random programs on the embedded host and on the reference: every outcome, every account and, at the end, every entry
/// must be the same. A subclass says which store, and skips where it cannot be had.
/// </summary>
public abstract class ModelContract
{
    /// <summary>How many programs are run; a failure is shrunk by running more.</summary>
    protected abstract int Runs { get; }

    /// <summary>Makes an empty store; what it returns opens that one store, again after each restart.</summary>
    protected abstract Task<Func<Task<IAccountStore>>> CreateStoreAsync();

    [SkippableFact]
    public async Task Execute_RandomPrograms_DoesWhatTheReferenceDoes()
    {
        // Skips before the search begins: a skip within it would be shrunk like a failure.
        await using (await (await CreateStoreAsync())())
        {
        }

        await Task.Run(() => Prop.ForAll(Scenarios.All, RunAsync)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithQuietOnSuccess(true)));
    }

    private async Task RunAsync(Scenario scenario)
    {
        var openStore = await CreateStoreAsync();
        var options = new EmbeddedOptions { Window = scenario.Window, BatchSize = scenario.BatchSize };
        var clock = new FakeTimeProvider(Scenarios.Start);
        await using var run = new ModelRun(openStore, await openStore(), options, clock);
        foreach (var step in scenario.Steps) await run.TakeAsync(step);
        await run.CompareJournalsAsync();
    }
}
