namespace AccountGrains.Ledger.Tests;

/// <summary>Malformed commands are refused before they are an outcome, with the field and its limit.</summary>
public sealed class InputTests
{
    private static readonly string LongId = new('a', 129);

    private static readonly (Command Command, string Field, string Limit)[] Malformed =
    [
        .. BadIds(id => new Deposit(id, "a", 1, "EUR"), "request id", "printable ASCII", badCharacter: "a\tb"),
        .. BadIds(id => new Deposit(id, "a", 1, "EUR"), "request id", "printable ASCII", badCharacter: "§expiry x"),
        (new Deposit("r", "a", 1, "EUR") { Memo = new string('m', 257) }, "memo", "256"),
        (new Deposit("r", "a", 1, "EUR") { Memo = "two\nlines" }, "memo", "control characters"),
        (new Deposit("r", "a", 1, "EUR") { Memo = "half \ud83d" }, "memo", "U+D83D at 6"),
        .. BadMoney((amount, currency) => new Deposit("r", "a", amount, currency)),
        .. BadMoney((amount, currency) => new Withdraw("r", "a", amount, currency)),
        .. BadMoney((amount, currency) => new PlaceHold("r", "a", amount, currency)),
        .. BadMoney((amount, currency) => new CaptureHold("r", "a", "h") { Amount = amount, Currency = currency }),
        .. BadMoney((amount, currency) => new Transfer("r", "a", "b", amount, currency)),
        .. BadMoney((amount, currency) => new Transfer("r", [new("a", "b", 1, "EUR"), new("c", "d", amount, currency)]), "leg 2 "),
        .. BadAccounts(account => new OpenAccount("r", account, "EUR")),
        .. BadAccounts(account => new Deposit("r", account, 1, "EUR")),
        .. BadAccounts(account => new Withdraw("r", account, 1, "EUR")),
        .. BadAccounts(account => new PlaceHold("r", account, 1, "EUR")),
        .. BadAccounts(account => new CaptureHold("r", account, "h")),
        .. BadAccounts(account => new ReleaseHold("r", account, "h")),
        .. BadAccounts(account => new FreezeAccount("r", account)),
        .. BadAccounts(account => new UnfreezeAccount("r", account)),
        .. BadAccounts(account => new CloseAccount("r", account)),
        .. BadAccounts(account => new ReverseEntry("r", account, 1)),
        .. BadAccounts(account => new Transfer("r", account, "b", 1, "EUR"), "from"),
        .. BadAccounts(account => new Transfer("r", "a", account, 1, "EUR"), "to"),
        .. BadAccounts(account => new Transfer("r", [new("a", "b", 1, "EUR"), new("c", account, 1, "EUR")]), "leg 2 to"),
        .. BadIds(hold => new CaptureHold("r", "a", hold), "hold", "printable ASCII", badCharacter: "é"),
        .. BadIds(hold => new ReleaseHold("r", "a", hold), "hold", "printable ASCII", badCharacter: "\u007f"),
        (new CaptureHold("r", "a", "h") { Currency = "EURO" }, "currency", "ISO 4217"),
        (new OpenAccount("r", "a", "eur"), "currency", "ISO 4217"),
        (new OpenAccount("r", "a", null!), "currency", "ISO 4217"),
        (new OpenAccount("r", "a", "EUR") { AccountKind = (AccountKind)7 }, "kind", "Internal, External"),
        (new OpenAccount("r", "a", "EUR") { OverdraftLimit = -0.01m }, "overdraft limit", "below 0"),
        (new OpenAccount("r", "a", "EUR") { OverdraftLimit = 1_000_000_000_000_000m }, "overdraft limit", "10^15"),
        (new OpenAccount("r", "a", "EUR") { OverdraftLimit = 0.001m }, "overdraft limit", "the 2 of EUR"),
        (new OpenAccount("r", "a", "EUR") { AccountKind = AccountKind.External, OverdraftLimit = 1 }, "overdraft limit", "external"),
        (new PlaceHold("r", "a", 1, "EUR") { ExpiresAt = new(1999, 12, 31, 23, 59, 59, default) }, "expiry", "2000 to 9998"),
        (new PlaceHold("r", "a", 1, "EUR") { ExpiresAt = DateTimeOffset.MaxValue }, "expiry", "2000 to 9998"),
        (Owned("or ders"), "owner", "has U+0020 at 3; allowed are A-Z a-z 0-9 . _ -"),
        (Owned("§orders"), "owner", "U+00A7 at 1"),
        (Owned(""), "owner", "1 to 64 characters"),
        (Owned(new string('o', 65)), "owner", "has 65 characters; at most 64 are allowed"),
        (Owned("orders") with { ExpiresAt = null }, "owner", "an expiry is needed"),
        (new ReverseEntry("r", "a", 0), "sequence", "below 1"),
        (new ReverseEntry("r", "a", -1), "sequence", "below 1"),
        .. BadMoney((amount, currency) => new Send("r", "a", "b", amount, currency)),
        .. BadMoney((amount, currency) => new Receive("r", "a", amount, currency, "b")),
        .. BadAccounts(account => new Send("r", account, "b", 1, "EUR"), "from"),
        .. BadAccounts(account => new Send("r", "a", account, 1, "EUR"), "to"),
        .. BadAccounts(account => new Receive("r", account, 1, "EUR", "b")),
        .. BadAccounts(account => new RefundSend("r", account, 1)),
        (new Send("r", "a", "a", 1, "EUR"), "to", "also the account to debit"),
        (new Send("r", "a", "b", 1, "EUR") { Ledger = "" }, "ledger", "1 to 64"),
        (new Send("r", "a", "b", 1, "EUR") { Ledger = new string('l', 65) }, "ledger", "at most 64"),
        (new Send("r", "a", "b", 1, "EUR") { Ledger = "e:st" }, "ledger", "':' at 2"),
        (new Receive("r", "a", 1, "EUR", ""), "sender", "missing"),
        (new Receive("r", "a", 1, "EUR", "b c"), "sender", "U+0020 at 2"),
        (new Receive("r", "a", 1, "EUR", "b@"), "sender", "1 to 64"),
        (new Receive("r", "a", 1, "EUR", "b@c@d"), "sender", "'@' at 2"),
        (new RefundSend("r", "a", 0), "sequence", "below 1"),
        (new Transfer("r", null!), "legs", "between 1 and 16"),
        (new Transfer("r", []), "legs", "0 is not between 1 and 16"),
        (new Transfer("r", [.. Enumerable.Range(0, 17).Select(i => new Leg("a", $"b{i}", 1, "EUR"))]), "legs", "17 is not between 1 and 16"),
        (new Transfer("r", [new("a", "b", 1, "EUR"), null!]), "leg 2", "missing"),
        (new Transfer("r", "a", "a", 1, "EUR"), "to", "also the account to debit"),
        (new Transfer("r", [new("a", "b", 1, "EUR"), new("c", "b", 1, "USD")]), "leg 2 currency", "EUR"),
        (new Transfer("r", [new("a", "b", 1, "EUR"), new("b", "c", 1, "USD")]), "leg 2 currency", "EUR"),
    ];

    /// <summary>Each is the first of the list with one field changed.</summary>
    private static readonly (Command First, Command[] Others)[] Differences =
    [
        (new OpenAccount("r", "a", "EUR"),
        [
            new OpenAccount("r", "a", "USD"),
            new OpenAccount("r", "a", "EUR") { AccountKind = AccountKind.External },
            new OpenAccount("r", "a", "EUR") { OverdraftLimit = 1 },
            new OpenAccount("r", "a", "EUR") { Busy = true },
            new OpenAccount("r", "a", "EUR") { Memo = "m" },
        ]),
        (new Deposit("r", "a", 1, "EUR"),
        [
            new Deposit("r", "a", 1.01m, "EUR"),
            new Deposit("r", "a", 1, "USD"),
            new Deposit("r", "a", 1, "EUR") { Memo = "m" },
            new Withdraw("r", "a", 1, "EUR"),
            new PlaceHold("r", "a", 1, "EUR"),
        ]),
        (new PlaceHold("r", "a", 1, "EUR") { Memo = "m" },
        [
            new PlaceHold("r", "a", 2, "EUR") { Memo = "m" },
            new PlaceHold("r", "a", 1, "USD") { Memo = "m" },
            new PlaceHold("r", "a", 1, "EUR") { Memo = "M" },
            new PlaceHold("r", "a", 1, "EUR"),
            new PlaceHold("r", "a", 1, "EUR") { Memo = "m", ExpiresAt = new(2030, 1, 1, 0, 0, 0, default) },
        ]),
        (Owned("orders"), [Owned("Orders"), Owned("orders") with { Owner = null }, Owned("orders") with { Memo = "m" }]),
        (new CaptureHold("r", "a", "h"),
        [
            new CaptureHold("r", "a", "H"),
            new CaptureHold("r", "a", "h") { Amount = 1, Currency = "EUR" },
            new CaptureHold("r", "a", "h") { Currency = "EUR" },
            new CaptureHold("r", "a", "h") { Memo = "m" },
            new ReleaseHold("r", "a", "h"),
        ]),
        (new ReleaseHold("r", "a", "h"), [new ReleaseHold("r", "a", "i"), new ReleaseHold("r", "a", "h") { Memo = "m" }]),
        (new ReverseEntry("r", "a", 1), [new ReverseEntry("r", "a", 2), new ReverseEntry("r", "a", 1) { Memo = "m" }]),
        (new FreezeAccount("r", "a"), [new UnfreezeAccount("r", "a"), new CloseAccount("r", "a"), new FreezeAccount("r", "a") { Memo = "" }]),
        (new Send("r", "a", "b", 1, "EUR"),
        [
            new Send("r", "a", "c", 1, "EUR"),
            new Send("r", "a", "b", 2, "EUR"),
            new Send("r", "a", "b", 1, "USD"),
            new Send("r", "a", "b", 1, "EUR") { Ledger = "east" },
            new Send("r", "a", "b", 1, "EUR") { Memo = "m" },
            new Transfer("r", "a", "b", 1, "EUR"),
            new Receive("r", "a", 1, "EUR", "b"),
        ]),
        (new Receive("r", "a", 1, "EUR", "b"),
        [
            new Receive("r", "a", 2, "EUR", "b"),
            new Receive("r", "a", 1, "USD", "b"),
            new Receive("r", "a", 1, "EUR", "b@west"),
            new Receive("r", "a", 1, "EUR", "b") { Memo = "m" },
            new Deposit("r", "a", 1, "EUR"),
        ]),
        (new RefundSend("r", "a", 1), [new RefundSend("r", "a", 2), new RefundSend("r", "a", 1) { Memo = "m" }, new ReverseEntry("r", "a", 1)]),
        (new Transfer("r", "a", "b", 1, "EUR"),
        [
            new Transfer("r", "a", "c", 1, "EUR"),
            new Transfer("r", "a", "b", 2, "EUR"),
            new Transfer("r", "a", "b", 1, "USD"),
            new Transfer("r", "a", "b", 1, "EUR") { Memo = "m" },
            new Transfer("r", [new("a", "b", 1, "EUR"), new("a", "b", 1, "EUR")]),
        ]),
        (new Transfer("r", [new("a", "b", 1, "EUR"), new("a", "c", 2, "EUR")]),
        [
            new Transfer("r", [new("a", "c", 2, "EUR"), new("a", "b", 1, "EUR")]),
            new Transfer("r", [new("a", "b", 2, "EUR"), new("a", "c", 1, "EUR")]),
            new Transfer("r", [new("a", "b", 1, "EUR"), new("a", "c", 2, "EUR"), new("a", "c", 2, "EUR")]),
        ]),
    ];

    public static TheoryData<int, string> MalformedRows() => Numbered(Malformed.Select(row => $"{row.Field} of {row.Command}"));

    public static TheoryData<int, string> DifferenceRows() => Numbered(Differences.Select(row => row.First.GetType().Name));

    [Theory, MemberData(nameof(MalformedRows))]
    public async Task Execute_Malformed_NamesTheFieldAndTheLimit(int row, string name)
    {
        var (command, field, limit) = Malformed[row];
        await using var ledger = new EmbeddedLedger(new MemoryStore());

        var error = await Assert.ThrowsAsync<InvalidCommandException>(() => ledger.ExecuteAsync(command));

        Assert.True(error.Field == field, $"{name}: {error.Message}");
        Assert.Contains(limit, error.Problem, StringComparison.Ordinal);
        Assert.Equal($"{field}: {error.Problem}", error.Message);
        foreach (var account in new[] { "a", "b", "c" }) Assert.Empty((await ledger.GetStatementAsync(new(account))).Entries);
    }

    [Theory, MemberData(nameof(DifferenceRows))]
    public async Task Execute_SameIdAndAnyFieldDifferent_Conflicts(int row, string name)
    {
        var (first, others) = Differences[row];
        await using var ledger = new EmbeddedLedger(new MemoryStore());
        await ledger.ExecuteAsync(first);

        foreach (var other in others)
        {
            var outcome = (await ledger.ExecuteAsync(other)).Outcome;
            Assert.True(outcome == Outcome.RequestConflict, $"{name}: {other} is {outcome}");
        }

        Assert.True((await ledger.ExecuteAsync(first)).IsReplay);
    }

    [Fact]
    public async Task Execute_SameContentWrittenDifferently_Replays()
    {
        await using var ledger = new EmbeddedLedger(new MemoryStore());
        var noon = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        (Command First, Command Again)[] pairs =
        [
            (new OpenAccount("open", "a", "EUR") { OverdraftLimit = 5 }, new OpenAccount("open", "a", "EUR") { OverdraftLimit = 5.00m }),
            (new Deposit("in", "a", 1.0m, "EUR"), new Deposit("in", "a", 1.00m, "EUR")),
            (new Transfer("t", "a", "b", 1, "EUR"), new Transfer("t", [new Leg("a", "b", 1.000m, "EUR")])),
            (new PlaceHold("h", "a", 1, "EUR") { ExpiresAt = noon },
                new PlaceHold("h", "a", 1, "EUR") { ExpiresAt = noon.ToOffset(TimeSpan.FromHours(8)).AddTicks(9) }),
        ];

        foreach (var (first, again) in pairs)
        {
            var receipt = await ledger.ExecuteAsync(first);
            Assert.Equal(receipt with { IsReplay = true }, await ledger.ExecuteAsync(again));
        }
    }

    // Calculated by hand from the description of the fields. Fingerprints are stored for ever.
    [Theory]
    [InlineData(null, "e8c8db8a8e9d5662bed309cde31aab6b")]
    [InlineData("orders", "e55023ce97d000c3211a15aa4a3e3ef5")]
    public void Content_OfAHold_IsWhatItWasBeforeThereWereOwnersUnlessItHasOne(string? owner, string content)
    {
        var hold = new PlaceHold("h", "alice", 30, "EUR")
        {
            ExpiresAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            Owner = owner,
            Memo = "order 17",
        };

        Assert.Equal(content, Request.Of(hold).Content.ToString());
    }

    [Fact]
    public async Task Execute_Null_IsABugOfTheCaller()
    {
        await using var ledger = new EmbeddedLedger(new MemoryStore());

        await Assert.ThrowsAsync<ArgumentNullException>(() => ledger.ExecuteAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => ledger.GetStatementAsync(null!));
    }

    [Fact]
    public async Task Read_MalformedField_IsNamed()
    {
        await using var ledger = new EmbeddedLedger(new MemoryStore());
        (Func<Task> Read, string Field)[] rows =
        [
            (() => ledger.GetAsync("a b"), "account"),
            (() => ledger.GetBalanceAsync("", default), "account"),
            (() => ledger.FindAsync(LongId, "r"), "account"),
            (() => ledger.FindAsync("a", "\n"), "request id"),
            (() => ledger.GetStatementAsync(new StatementQuery("é")), "account"),
            (() => ledger.GetStatementAsync(new StatementQuery("a") { PageSize = 0 }), "page size"),
            (() => ledger.GetStatementAsync(new StatementQuery("a") { PageSize = 1001 }), "page size"),
        ];

        foreach (var (read, field) in rows) Assert.Equal(field, (await Assert.ThrowsAsync<InvalidCommandException>(read)).Field);
    }

    private static PlaceHold Owned(string owner) =>
        new("r", "a", 1, "EUR") { ExpiresAt = new(2030, 1, 1, 0, 0, 0, default), Owner = owner };

    private static (Command, string, string)[] BadIds(Func<string, Command> with, string field, string allowed, string badCharacter) =>
    [
        (with(null!), field, "1 to 128"),
        (with(""), field, "1 to 128"),
        (with(LongId), field, "at most 128"),
        (with(badCharacter), field, allowed),
    ];

    private static (Command, string, string)[] BadAccounts(Func<string, Command> with, string field = "account") =>
        BadIds(with, field, "A-Z a-z 0-9 : . _ -", badCharacter: "a b");

    private static (Command, string, string)[] BadMoney(Func<decimal, string, Command> with, string leg = "") =>
    [
        (with(0, "EUR"), leg + "amount", "0 is not above 0"),
        (with(-0.01m, "EUR"), leg + "amount", "-0.01 is not above 0"),
        (with(1_000_000_000_000_000m, "EUR"), leg + "amount", "10^15"),
        (with(decimal.MaxValue, "EUR"), leg + "amount", "10^15"),
        (with(0.001m, "EUR"), leg + "amount", "the 2 of EUR"),
        (with(0.1m, "JPY"), leg + "amount", "the 0 of JPY"),
        (with(0.0001m, "KWD"), leg + "amount", "the 3 of KWD"),
        (with(0.00001m, "CLF"), leg + "amount", "the 4 of CLF"),
        (with(1, null!), leg + "currency", "ISO 4217"),
        (with(1, ""), leg + "currency", "ISO 4217"),
        (with(1, "eur"), leg + "currency", "'eur' is not an ISO 4217 code"),
    ];

    private static TheoryData<int, string> Numbered(IEnumerable<string> names)
    {
        var data = new TheoryData<int, string>();
        foreach (var (row, name) in names.Index()) data.Add(row, new string([.. name.Where(c => c is >= ' ' and <= '~').Take(80)]));
        return data;
    }
}
