using System.Text.Json;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Sent transfers as they are typed, between two files.</summary>
public sealed class SentTransferCommandTests : IAsyncLifetime
{
    private readonly Desk west = new();
    private readonly SqliteDatabase east = new();

    private string Relay => $"relay --name west --ledger \"east={east.Store}\"";

    public async Task InitializeAsync()
    {
        await west.InitializeAsync();
        (await AccountsInProcess.RunAsync("open", "bob", "CNY", "--store", east.Store)).Expect(0);
    }

    public async Task DisposeAsync()
    {
        await west.DisposeAsync();
        await east.DisposeAsync();
    }

    [Fact]
    public async Task Relay_OfWhatWasSent_DeliversItAndRefundsWhatIsRefused()
    {
        (await west.RunAsync("send alice bob 30 CNY --ledger east --request gift --memo \"happy birthday\"")).Expect(0);
        (await west.RunAsync("send alice zoe 20 CNY --ledger east --request typo")).Expect(0);
        Assert.Contains("due, attempt 1 at ", (await west.RunAsync("find alice gift")).Expect(0).Output, StringComparison.Ordinal);

        var relay = (await west.RunAsync(Relay + " --json")).Expect(1).Json;
        var again = (await west.RunAsync(Relay)).Expect(0);

        Assert.Equal((1, 1, 1), (Count(relay, "delivered"), Count(relay, "refused"), Count(relay, "refunded")));
        Assert.Equal("nothing is due", again.Lines[0]);
        var found = (await west.RunAsync("find alice gift --json")).Expect(0).Json;
        Assert.Equal(("bob@east", "delivered"), (found.GetProperty("counterparty").GetString(), StatusOf(found.GetProperty("message"))));
        var statement = (await west.RunAsync("statement alice")).Expect(0).Output;
        Assert.Contains("to bob@east; happy birthday", statement, StringComparison.Ordinal);
        Assert.Contains("refunded, account not found", statement, StringComparison.Ordinal);
        var received = (await AccountsInProcess.RunAsync("statement", "bob", "--store", east.Store)).Expect(0).Output;
        Assert.Contains("from alice@west; happy birthday", received, StringComparison.Ordinal);
        Assert.Contains("of which 0 are due", (await west.RunAsync("audit")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relay_OfWhatItCannotDeliver_SaysWhatIsDue()
    {
        (await west.RunAsync("send alice dora 1 CNY --request to-frozen")).Expect(0);
        (await west.RunAsync("send alice bob 2 CNY --ledger south")).Expect(0);

        var relay = (await west.RunAsync("relay")).Expect(1);

        Assert.Equal("messages are due", relay.Lines[0]);
        Assert.Contains(relay.Lines, line => line.Contains("due to this ledger  1, the oldest for", StringComparison.Ordinal));
        Assert.Contains(relay.Lines, line => line.Contains("due to south        1, the oldest for", StringComparison.Ordinal));
        Assert.Contains(
            "due, refused until now: account frozen, attempt 2 at ",
            (await west.RunAsync("find alice to-frozen")).Expect(0).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relay_ThatWatches_DeliversUntilItIsStopped()
    {
        using var relay = west.Start(Relay + " --watch");
        (await west.RunAsync("send alice bob 30 CNY --ledger east")).Expect(0);
        await relay.RunsUntilAsync(async () => await west.Database.CountAsync("message WHERE status = 'delivered'") > 0);
        Assert.False(relay.HasExited);

        relay.Terminate();

        Assert.Equal("nothing is due", (await relay.WaitAsync()).Expect(0).Lines[0]);
    }

    [Fact]
    public async Task Import_OfSends_SendsThem()
    {
        var file = ImportFile.Write(west.File("sends.csv"), "s1,send,alice,bob@east,1,CNY,", "s2,send,alice,bob,2,CNY,", "s3,send,alice,bob@,3,CNY,");

        (await west.RunAsync($"import \"{file}\"")).Expect(1);

        Assert.Equal(["bob east 1", "bob  2"], await west.Database.ReadAsync("SELECT recipient, ledger, amount FROM message ORDER BY sequence"));
        Assert.Contains("counterparty: is missing", await File.ReadAllTextAsync(file + ".rejected.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relay --ledger east", "--ledger: 'east' is not NAME=STORE.")]
    [InlineData("relay --name west --ledger east=a.db --ledger east=b.db", "--ledger: 'east' is given twice.")]
    [InlineData("relay --name west --ledger east=/nowhere/east.db", "does not exist")]
    [InlineData("send alice alice 1 CNY", "to: 'alice' is also the account to debit")]
    [InlineData("send alice bob 1 CNY --ledger e@st", "ledger: has '@' at 2; allowed are A-Z a-z 0-9 . _ -")]
    public async Task Command_Malformed_SaysWhatIsWrong(string typed, string words) => (await west.RunAsync(typed)).ExpectRefusal(2, words);

    private static int Count(JsonElement relay, string name) => relay.GetProperty(name).GetInt32();

    private static string? StatusOf(JsonElement message) => message.GetProperty("status").GetString();
}
