using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Commands;

/// <summary>What one run of a command works with.</summary>
internal sealed record Session(ParseResult Arguments, Report Report, TimeProvider Time)
{
    // A file names many accounts: with a short past of each, all of them stay in memory. What is older is asked of the store.
    private static readonly EmbeddedOptions Sizes = new() { Window = 16, CachedEntries = 100_000 };

    /// <summary>The action of a command that works on the embedded host.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> OnHost(
        Func<Session, IAccounts, CancellationToken, Task<int>> work) => async (arguments, cancel) =>
        {
            var session = Of(arguments);
            await using var accounts = new EmbeddedLedger(await session.OpenStoreAsync(cancel), Sizes, session.Time);
            return await work(session, accounts, cancel);
        };

    /// <summary>The action of a command that works on the store itself.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> OnStore(
        Func<Session, RelationalStore, CancellationToken, Task<int>> work) => async (arguments, cancel) =>
        {
            var session = Of(arguments);
            await using var store = await session.OpenStoreAsync(cancel);
            return await work(session, store, cancel);
        };

    private static Session Of(ParseResult arguments) =>
        new(arguments, new Report(arguments.GetValue(CommonOptions.Json)), TimeProvider.System);

    private Task<RelationalStore> OpenStoreAsync(CancellationToken cancel) =>
        RelationalStore.OpenAsync(Arguments.GetRequiredValue(CommonOptions.Store), cancel);
}
