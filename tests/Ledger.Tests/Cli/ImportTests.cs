namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>What an import makes of the lines of a file.</summary>
public sealed class ImportTests : ImportDesk
{
    private static readonly string[] Mixed =
    [
        "i1,deposit,alice,,20,CNY,good",
        "i2,deposit,alice,,twenty,CNY,",
        "i3,withdraw,alice,,500,CNY,",
        "i4,pay,alice,,1,CNY,",
        "i5,deposit,alice",
        "i6,transfer,alice,bob,5.50,CNY,good",
        "i1,deposit,alice,,20,CNY,good",
    ];

    private static readonly string[] RejectedOfMixed =
    [
        "3,amount: 'twenty' is not a plain decimal number such as 12.34,i2,deposit,alice,,twenty,CNY,",
        "4,insufficientFunds,i3,withdraw,alice,,500,CNY,",
        "5,\"kind: 'pay' is not one of capture, close, deposit, freeze, hold, open, open-external, release, reverse, "
            + "send, transfer, unfreeze, withdraw\",i4,pay,alice,,1,CNY,",
        "6,line: has 3 fields; 7 are needed,i5,deposit,alice",
    ];

    private static readonly (string Line, string Reason)[] Malformed =
    [
        ("m,deposit,alice,bob,1,CNY,", "counterparty: 'bob' is too much; of deposit it must be blank"),
        ("m,freeze,alice,,1,,", "amount: '1' is too much; of freeze it must be blank"),
        ("m,release,alice,order-7,,CNY,", "currency: 'CNY' is too much; of release it must be blank"),
        ("m,deposit,alice,,,CNY,", "amount: is missing; a plain decimal number such as 12.34 is needed"),
        ("m,deposit,alice,,0,CNY,", "amount: 0 is not above 0"),
        ("m,deposit,alice,,1,cny,", "currency: 'cny' is not an ISO 4217 code"),
        ("m,transfer,alice,,1,CNY,", "counterparty: is missing; 1 to 128 characters are needed"),
        ("m,transfer,,bob,1,CNY,", "account: is missing; 1 to 128 characters are needed"),
        ("m,reverse,alice,last,,,", "counterparty: 'last' is not the sequence of an entry"),
        ("m,reverse,alice,0,,,", "counterparty: 0 is below 1"),
        ("m,open,carol,,-1,CNY,", "amount: -1 is below 0"),
        (",deposit,alice,,1,CNY,", "request_id: is missing; 1 to 128 characters are needed"),
        ("m,deposit,alice,,1,CNY,,", "line: has 8 fields; 7 are needed"),
    ];

    [Fact]
    public async Task Import_OfGoodAndBadLines_AppliesTheGoodAndListsTheBad()
    {
        var import = (await ImportAsync(Mixed)).Expect(1);

        Assert.Equal((7, 2, 1, 1, 3), CountsOf(import));
        Assert.Equal(1, import.Json.GetProperty("rejected").GetProperty("insufficientFunds").GetInt32());
        Assert.Equal(Input, import.Json.GetProperty("file").GetString());
        Assert.Equal(Input + ".rejected.csv", import.Json.GetProperty("rejectedFile").GetString());
        Assert.Equal(RejectedOfMixed, Rejected());
        Assert.Equal(["114.5", "13.5"], await BalancesAsync());
    }

    [Fact]
    public async Task Import_OfTheSameFileAgain_AppliesNothingAndListsTheSame()
    {
        await ImportAsync(Mixed);
        var books = await Books.ReadAsync(Desk.Database);

        var again = (await ImportAgainAsync()).Expect(1);

        Assert.Equal((7, 0, 4, 0, 3), CountsOf(again));
        Assert.Equal(1, again.Json.GetProperty("replayedRejections").GetInt32());
        Assert.Equal(RejectedOfMixed, Rejected());
        Assert.Equal(books, await Books.ReadAsync(Desk.Database));
    }

    [Fact]
    public async Task Import_AsText_SumsUp()
    {
        await ImportAsync(Mixed);

        var import = (await Desk.RunAsync($"import {Input}")).Expect(1);

        Assert.Equal(
            [
                "  lines      7",
                "  applied    0",
                "  replayed   4, of which 1 were rejected before",
                "  rejected   0",
                "  malformed  3",
            ],
            import.Lines.SkipWhile(line => !line.StartsWith("  lines", StringComparison.Ordinal)).Take(5));
        Assert.StartsWith("some lines are not applied, see", import.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfGoodLines_EndsWith0AndRemovesAStaleListOfRejectedLines()
    {
        (await ImportAsync("i1,withdraw,alice,,500,CNY,")).Expect(1);
        Assert.NotNull(Rejected());

        var import = (await ImportAsync("i2,withdraw,alice,,50,CNY,")).Expect(0);

        Assert.Equal((1, 1, 0, 0, 0), CountsOf(import));
        Assert.Null(import.Json.GetProperty("rejectedFile").GetString());
        Assert.Null(Rejected());
    }

    [Fact]
    public async Task Import_OfNothingButTheHeader_IsDone() =>
        Assert.Equal((0, 0, 0, 0, 0), CountsOf((await ImportAsync()).Expect(0)));

    [Fact]
    public async Task Import_OfEveryKindOfLine_CarriesItOut()
    {
        var import = await ImportAsync(
            "k1,open,carol,,25,CNY,with an overdraft limit",
            "k2,open,dave,,,CNY,",
            "k3,open-external,bank,,,CNY,",
            "k4,deposit,carol,,100,CNY,",
            "k5,withdraw,carol,,120,CNY,",
            "k6,transfer,bank,carol,70,CNY,",
            "k7,hold,carol,,30,CNY,",
            "k8,capture,carol,k7,10,CNY,a part",
            "k9,hold,carol,,5,CNY,",
            "k10,capture,carol,k9,,,the whole",
            "k11,hold,carol,,7,CNY,",
            "k12,release,carol,k11,,,",
            "k13,reverse,carol,4,,,the transfer",
            "k14,freeze,dave,,,,",
            "k15,unfreeze,dave,,,,",
            "k16,close,dave,,,,");

        Assert.Equal((16, 15, 0, 1, 0), CountsOf(import.Expect(1)));
        Assert.Equal(["14,insufficientFunds,k13,reverse,carol,4,,,the transfer"], Rejected());
        Assert.Equal(
            ["bank external open -70", "carol internal open 35", "dave internal closed 0"],
            await Desk.Database.ReadAsync("SELECT id, kind, status, balance FROM account WHERE id IN ('bank', 'carol', 'dave') ORDER BY id"));
    }

    [Fact]
    public async Task Import_OfLinesThatAreNoCommands_NamesTheColumnOfEach()
    {
        var import = (await ImportAsync([.. Malformed.Select(row => row.Line), "after,deposit,bob,,1,CNY,"])).Expect(1);

        Assert.Equal((Malformed.Length + 1, 1, 0, 0, Malformed.Length), CountsOf(import));
        Assert.Equal(Malformed.Index().Select(row => $"{row.Index + 2},{Quoted(row.Item.Reason)},{row.Item.Line}"), Rejected());
    }

    private static string Quoted(string reason) =>
        reason.Contains(',', StringComparison.Ordinal) ? $"\"{reason}\"" : reason;

    private Task<IReadOnlyList<string>> BalancesAsync() =>
        Desk.Database.ReadAsync("SELECT balance FROM account WHERE id IN ('alice', 'bob') ORDER BY id");
}
