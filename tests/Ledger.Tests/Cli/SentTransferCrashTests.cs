using System.Diagnostics;
using System.Globalization;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>
/// Two ledgers on two databases send to each other, while everything that works on them is killed with -9 at random points: who
/// sends, who relays, and with the relay the host that receives.
/// </summary>
[Collection(CommandServer.Collection)]
public sealed class SentTransferCrashTests(PostgresServer server) : IDisposable
{
    private const int LeastKills = 24;

    private static readonly int MessagesEachWay = FullSize.Of(10_000, part: 2);
    private static readonly int MostEntriesBetweenKills = FullSize.Of(1_700, part: 2);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder folder = new();
    private readonly Random random = new(20_000);

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task SentTransfers_WhileAllAreKilledAgainAndAgain_ArriveOnceOrComeBackOnce()
    {
        await using var postgres = await server.CreateDatabaseAsync();
        await using var sqlite = new SqliteDatabase();
        Side west = new("west", sqlite, folder), east = new("east", postgres, folder);
        foreach (var side in new[] { west, east }) await side.OpenAsync(other: side == west ? "east" : "west");
        var watch = Stopwatch.StartNew();

        using var fleet = new Fleet(
            east.Import, west.Import, west.RelayTo(east), east.RelayTo(west));
        var kills = await KillAsync(fleet, west, east);
        await Until(async () => fleet.HasEnded(0) && fleet.HasEnded(1), "all is sent", fleet);
        await Until(async () => await west.CountDueAsync() + await east.CountDueAsync() == 0, "nothing is due", fleet);
        await fleet.StopAsync();

        var (there, back) = (await Account.OfAsync(west, east), await Account.OfAsync(east, west));
        Measurements.Report(
            $"sent transfers between SQLite and PostgreSQL: {there.Messages + back.Messages:N0} messages, {kills} processes killed with -9 "
            + $"({fleet.Kills}), {there.Delivered + back.Delivered:N0} delivered, {there.Refunded + back.Refunded:N0} refunded, "
            + $"0 twice, 0 lost; {there.Sent + back.Sent:N2} sent = {there.Received + back.Received:N2} received + "
            + $"{there.GivenBack + back.GivenBack:N2} refunded; {watch.Elapsed.TotalSeconds:N0} s");
        Assert.True(kills >= LeastKills, $"only {kills} processes were killed on their way");
        Assert.True(fleet.AllWereKilled, fleet.Kills);
        foreach (var side in new[] { west, east })
            (await AccountsProcess.RunAsync("audit", "--store", side.Database.Store)).Expect(0);
        Assert.Equal(2 * Side.PaidIn, await west.SumAsync("SELECT balance FROM account") + await east.SumAsync("SELECT balance FROM account"));
    }

    /// <summary>Kills one process after the other, each after some more entries, and starts it again.</summary>
    private async Task<int> KillAsync(Fleet fleet, Side west, Side east)
    {
        var kills = 0;
        while (kills < LeastKills)
        {
            // The imports end soon, and that into PostgreSQL first.
            var most = fleet.AllWereKilled ? MostEntriesBetweenKills : MostEntriesBetweenKills / 17;
            var goal = await west.CountEntriesAsync() + await east.CountEntriesAsync() + random.Next(most / 17, most);
            await Until(
                async () => await west.CountEntriesAsync() + await east.CountEntriesAsync() >= goal
                    || (fleet.HasEnded(0) && fleet.HasEnded(1) && await west.CountDueAsync() + await east.CountDueAsync() == 0),
                $"{goal} entries",
                fleet);
            kills += await fleet.KillAsync(fleet.Choose(random));
        }

        return kills;
    }

    private static async Task Until(Func<Task<bool>> condition, string what, Fleet fleet)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            fleet.RestartFailed();
            Assert.True(watch.Elapsed < Limit, $"still not so after {Limit}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>A ledger with who sends, who receives, and who cannot.</summary>
    private sealed class Side(string name, TestDatabase database, TemporaryFolder folder)
    {
        private const int Accounts = 25;

        public TestDatabase Database => database;

        public string[] Import => ["import", folder.File($"{name}.csv"), "--store", database.Store];

        public const decimal PaidIn = Accounts * 100_000m;

        public string[] RelayTo(Side other) =>
            ["relay", "--watch", "--name", name, "--store", database.Store, "--ledger", $"{other.Name}={other.Database.Store}"];

        private string Name => name;

        public async Task OpenAsync(string other)
        {
            var accounts = Enumerable.Range(0, Accounts)
                .SelectMany(i => new[] { $"o{i},open,a{i},,,EUR,", $"d{i},deposit,a{i},,100000,EUR,", $"p{i},open,b{i},,,EUR," })
                .Concat(["ox,open,closed,,,EUR,", "cx,close,closed,,,,", "oy,open,yen,,,JPY,"]);
            var file = ImportFile.Write(folder.File($"{name}-accounts.csv"), [.. accounts]);
            (await AccountsProcess.RunAsync("import", file, "--store", database.Store)).Expect(0);
            ImportFile.Write(folder.File($"{name}.csv"), [.. Enumerable.Range(0, MessagesEachWay).Select(i => Send(i, other))]);
        }

        public Task<long> CountEntriesAsync() => database.CountAsync("entry");

        public Task<long> CountDueAsync() => database.CountAsync("message WHERE due_at IS NOT NULL");

        public async Task<decimal> SumAsync(string amounts) =>
            (await database.ReadAsync(amounts)).Sum(amount => decimal.Parse(amount, CultureInfo.InvariantCulture));

        private static string Send(int i, string ledger)
        {
            var recipient = (i % 40) switch { 7 => "nobody", 17 => "closed", 27 => "yen", _ => $"b{i % Accounts}" };
            return string.Create(
                CultureInfo.InvariantCulture, $"s{i},send,a{i * 7 % Accounts},{recipient}@{ledger},{1 + (i % 500 / 100m)},EUR,no. {i}");
        }
    }

    /// <summary>What became of all that one side sent, from the tables of both.</summary>
    private sealed record Account(long Messages, long Delivered, long Refunded, decimal Sent, decimal Received, decimal GivenBack)
    {
        public static async Task<Account> OfAsync(Side from, Side to)
        {
            var sent = await from.SumAsync("SELECT amount FROM entry WHERE kind = 'send' AND outcome = 0");
            var back = await from.SumAsync("SELECT amount FROM entry WHERE kind = 'refund' AND outcome = 0");
            var got = await to.SumAsync("SELECT amount FROM entry WHERE kind = 'receive' AND outcome = 0");
            Assert.Equal(-sent, got + back);

            // One by one: each message is with its recipient once, or came back once.
            var delivered = await from.Database.ReadAsync("SELECT id, recipient, amount FROM message WHERE status = 'delivered' ORDER BY 1");
            var received = await to.Database.ReadAsync(
                "SELECT substr(request_id, 6, 36), account, amount FROM entry WHERE kind = 'receive' AND outcome = 0 ORDER BY 1");
            Assert.Equal(delivered, received);
            var refused = await from.Database.ReadAsync("SELECT account, sequence, amount FROM message WHERE status = 'refunded' ORDER BY 1, 2");
            var refunds = await from.Database.ReadAsync(
                "SELECT account, reverses, amount FROM entry WHERE kind = 'refund' AND outcome = 0 ORDER BY 1, 2");
            Assert.Equal(refused, refunds);

            var messages = await from.Database.CountAsync("message");
            Assert.Equal((MessagesEachWay, MessagesEachWay), (messages, delivered.Count + refused.Count));
            Assert.Equal(MessagesEachWay * 3 / 40, refused.Count);
            return new Account(messages, delivered.Count, refused.Count, -sent, got, back);
        }
    }

    /// <summary>Processes that are started again when they are killed.</summary>
    private sealed class Fleet(params string[][] commands) : IDisposable
    {
        private readonly AccountsProcess[] processes = [.. commands.Select(command => AccountsProcess.Start(command))];
        private readonly int[] kills = new int[commands.Length];

        public string Kills => $"imports {kills[0]} and {kills[1]}, relays {kills[2]} and {kills[3]} times";

        public bool AllWereKilled => kills.All(count => count > 0);

        /// <summary>Whether a process has done its work.</summary>
        public bool HasEnded(int i) => processes[i].HasExited && processes[i].Code == 0;

        /// <summary>One that runs, by chance, but each once before: chance alone may spare one, and the imports end soon.</summary>
        public int Choose(Random random)
        {
            int[] running = [.. Enumerable.Range(0, processes.Length).Where(i => !HasEnded(i))];
            foreach (var i in running)
                if (kills[i] == 0) return i;
            return random.GetItems(running, 1)[0];
        }

        public async Task<int> KillAsync(int i)
        {
            processes[i].Kill();
            var killed = (await processes[i].WaitAsync()).Code == 137;
            if (killed) kills[i]++;
            if (!HasEnded(i)) Start(i);
            return killed ? 1 : 0;
        }

        /// <summary>Starts those again that gave up, as a service manager does: a store may be locked for too long.</summary>
        public void RestartFailed()
        {
            for (var i = 0; i < processes.Length; i++)
                if (processes[i].HasExited && processes[i].Code == 2) Start(i);
        }

        public async Task StopAsync()
        {
            foreach (var relay in processes[2..])
            {
                relay.Terminate();
                var ended = await relay.WaitAsync();
                // One that was killed last may not have begun yet, or not even listen to the signal, which ends it with 143.
                Assert.True(
                    ended.Code is 0 or 1 or 143 || ended.Errors == "accounts: cancelled\n", $"ended with {ended.Code}: {ended.Errors}");
            }
        }

        public void Dispose()
        {
            foreach (var process in processes)
            {
                if (!process.HasExited) process.Kill();
                process.Dispose();
            }
        }

        private void Start(int i)
        {
            processes[i].Dispose();
            processes[i] = AccountsProcess.Start(commands[i]);
        }
    }
}
