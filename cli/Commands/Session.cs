using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Commands;

/// <summary>What one run of a command works with.</summary>
internal sealed record Session(ParseResult Arguments, Report Report, TimeProvider Time)
{
    // An import is one run: what it forgets, it asks of the store, and the memory of the process stays small.
    public static readonly EmbeddedOptions Sizes = new() { CachedEntries = 50_000 };

    /// <summary>The action of a command that writes. It makes the store where there is none.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ToWrite(
        Func<Session, IAccounts, CancellationToken, Task<int>> work) => OnHost(OpenMode.Create, work);

    /// <summary>The action of a command that writes to accounts which must be there.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ToWriteExisting(
        Func<Session, IAccounts, CancellationToken, Task<int>> work) => OnHost(OpenMode.Existing, work);

    /// <summary>The action of a command that only asks. A store that is not there is a mistake, not an empty ledger.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ToAsk(
        Func<Session, IAccounts, CancellationToken, Task<int>> work) => OnHost(OpenMode.Existing, work);

    /// <summary>The action of a command that asks the store itself.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ToAskStore(
        Func<Session, RelationalStore, CancellationToken, Task<int>> work) => Action(async (session, cancel) =>
        {
            await using var store = await session.OpenStoreAsync(OpenMode.Existing, cancel);
            return await work(session, store, cancel);
        });

    /// <summary>The action of a command that works on a store that is there, and writes through its host.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ToWorkOnStore(
        Func<Session, RelationalStore, EmbeddedLedger, CancellationToken, Task<int>> work) => Action(async (session, cancel) =>
        {
            var store = await session.OpenStoreAsync(OpenMode.Existing, cancel);
            await using var accounts = new EmbeddedLedger(store, Sizes, session.Time);
            return await work(session, store, accounts, cancel);
        });

    /// <summary>The action of a command that works on the schema, and on no account.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ToPrepareStore(
        Func<Session, string, CancellationToken, Task<int>> work) => Action((session, cancel) =>
            work(session, session.Arguments.GetRequiredValue(CommonOptions.Store), cancel));

    private static Func<ParseResult, CancellationToken, Task<int>> OnHost(
        OpenMode mode, Func<Session, IAccounts, CancellationToken, Task<int>> work) => Action(async (session, cancel) =>
        {
            await using var accounts = new EmbeddedLedger(await session.OpenStoreAsync(mode, cancel), Sizes, session.Time);
            return await work(session, accounts, cancel);
        });

    private static Func<ParseResult, CancellationToken, Task<int>> Action(Func<Session, CancellationToken, Task<int>> work) =>
        async (arguments, cancel) =>
        {
            // SQLite is waited for by the thread that asks. Who is asked to end before the command was handed back is ended by force.
            await Task.Yield();
            return await work(Of(arguments), cancel);
        };

    private static Session Of(ParseResult arguments) =>
        new(arguments, new Report(arguments.GetValue(CommonOptions.Json)), TimeProvider.System);

    private Task<RelationalStore> OpenStoreAsync(OpenMode mode, CancellationToken cancel) =>
        RelationalStore.OpenAsync(Arguments.GetRequiredValue(CommonOptions.Store), mode, cancel);
}
