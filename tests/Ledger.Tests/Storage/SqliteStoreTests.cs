using System.Diagnostics;
using AccountGrains.Storage;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Ledger.Tests.Storage;

public sealed class SqliteStoreTests : RelationalStoreTests
{
    protected override string PoisonTrigger =>
        "CREATE TRIGGER no_poison BEFORE INSERT ON entry WHEN new.memo = 'poison' BEGIN SELECT raise(ABORT, 'no poison'); END";

    protected override int[] Migrations => [1, 4];

    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());

    [Fact]
    public async Task Open_OfATextFile_SaysThatItIsNoDatabase()
    {
        await File.WriteAllTextAsync(Database.Store, new string('x', 5_000));

        await OpenFails(StoreProblem.NotALedger, "is not a ledger: it is no SQLite database");
    }

    [Fact]
    public async Task Open_InAFolderThatIsNotThere_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => RelationalStore.OpenAsync("/no/such/folder/accounts.db"));

        Assert.Equal("/no/such/folder/accounts.db: cannot be opened: its folder must exist and be writable", failure.Message);
    }

    [Fact]
    public async Task Execute_WhileAnotherProcessHoldsTheFile_SaysThatItIsLocked()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        await using var other = new SqliteConnection($"Data Source={Database.Store};Pooling=False");
        await other.OpenAsync();
        await using var held = other.BeginTransaction(deferred: false);

        await ExecuteFails("is locked by another process");
    }

    [Fact]
    public async Task Execute_OnAReadOnlyFile_SaysSo()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        // Marked inside the file as written by a newer format, which SQLite opens for reading only: root ignores file modes.
        await using (var file = File.Open(Database.Store, FileMode.Open))
        {
            file.Position = 18;
            file.WriteByte(9);
        }

        await ExecuteFails("is read-only");
    }

    [SkippableFact]
    public async Task Execute_OnAFullDisk_SaysSoAndGoesOnWhenThereIsRoom()
    {
        using var disk = SmallDisk.TryMount();
        Skip.If(disk is null, "a small disk can only be mounted by root");
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(disk.File("accounts.db")));
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        disk.Fill();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(async () =>
        {
            for (var i = 0; i < 1_000; i++) await ledger.ExecuteAsync(new Deposit($"d{i}", "alice", 1, "EUR"));
        });
        Assert.Contains("is full: no room is left on its disk", failure.Message, StringComparison.Ordinal);

        disk.Free();
        Assert.True((await ledger.ExecuteAsync(new Deposit(failure.RequestId, "alice", 1, "EUR"))).IsApplied);
    }

    [Fact]
    public async Task Amounts_AtTheLimit_AreExact()
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await ledger.ExecuteAsync(new OpenAccount("open", "gold", "XAU") { OverdraftLimit = 999_999_999_999_999.9999m });
        await ledger.ExecuteAsync(new Deposit("in", "gold", 999_999_999_999_999.9999m, "XAU"));
        await ledger.ExecuteAsync(new Withdraw("out", "gold", 999_999_999_999_999.9998m, "XAU"));
        await ledger.ExecuteAsync(new Withdraw("below", "gold", 999_999_999_999_999.9999m, "XAU"));

        var account = (await ledger.GetAsync("gold"))!;

        Assert.Equal(-999_999_999_999_999.9998m, account.Balance);
        Assert.Equal(0.0001m, account.Available);
    }

    private sealed class SmallDisk : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public static SmallDisk? TryMount()
        {
            var disk = new SmallDisk();
            if (Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.folder.Path)) return disk;
            disk.folder.Dispose();
            return null;
        }

        public string File(string name) => folder.File(name);

        public void Fill()
        {
            using var ballast = System.IO.File.Create(File("ballast"), bufferSize: 0);
            try
            {
                while (true) ballast.Write(new byte[1024]);
            }
            catch (IOException)
            {
                // Full, as it should be.
            }
        }

        public void Free() => System.IO.File.Delete(File("ballast"));

        public void Dispose()
        {
            Run("umount", "-l", folder.Path);
            folder.Dispose();
        }

        private static bool Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
