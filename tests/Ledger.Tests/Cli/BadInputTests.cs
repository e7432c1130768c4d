namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Bad input of every command: one line that says what is wrong, nothing printed, nothing remembered.</summary>
public sealed class BadInputTests(Desk desk) : IClassFixture<Desk>
{
    private const string NotAnAmount = "is not a plain decimal number such as 12.34";
    private const string NotATime = "is not an ISO 8601 time such as 2026-01-31";
    private const string NotASequence = "is not a whole number of 1 or more";
    private const string AllowedInAccounts = "allowed are A-Z a-z 0-9 : . _ -";

    private static readonly string LongId = new('x', 129);
    private static readonly string LongMemo = new('x', 257);

    public static TheoryData<string, string[]> Typed() => new()
    {
        { "", ["command"] },
        { "pay alice 1 CNY", ["'pay' is not expected"] },
        { "deposit", ["'ACCOUNT' missing"] },
        { "deposit alice", ["'AMOUNT' missing"] },
        { "deposit alice 1", ["'CURRENCY' missing"] },
        { "deposit alice 1 CNY more", ["'more' is not expected"] },
        { "deposit alice 1 CNY --quickly", ["'--quickly' is not expected"] },
        { "deposit alice ten CNY", ["AMOUNT", "'ten'", NotAnAmount] },
        { "deposit alice 1,000 CNY", ["AMOUNT", "'1,000'", NotAnAmount] },
        { "deposit alice 1e3 CNY", ["AMOUNT", "'1e3'", NotAnAmount] },
        { "deposit alice 0 CNY", ["amount: 0 is not above 0"] },
        { "deposit alice -1 CNY", ["amount: -1 is not above 0"] },
        { "deposit alice 0.001 CNY", ["amount: 0.001 has more decimals than the 2 of CNY"] },
        { "deposit alice 1000000000000000 CNY", ["amount: 1000000000000000 is not below 10^15"] },
        { "deposit alice 1 cny", ["currency: 'cny' is not an ISO 4217 code"] },
        { "deposit \"\" 1 CNY", ["account: is missing; 1 to 128 characters are needed"] },
        { "deposit \"a b\" 1 CNY", ["account: has U+0020 at 2", AllowedInAccounts] },
        { $"deposit {LongId} 1 CNY", ["account: has 129 characters; at most 128 are allowed"] },
        { "deposit alice 1 CNY --request", ["missing for option: '--request'"] },
        { "deposit alice 1 CNY --request --json", ["--request: its value is missing; '--json' follows"] },
        { "deposit alice 1 CNY --memo --request r1", ["'r1' is not expected"] },
        { "deposit alice 1 CNY --memo --json", ["--memo: its value is missing; '--json' follows"] },
        { "deposit alice 1 CNY --request \"\"", ["request id: is missing; 1 to 128 characters are needed"] },
        { "deposit alice 1 CNY --request naïve", ["request id: has U+00EF at 3; allowed is printable ASCII"] },
        { $"deposit alice 1 CNY --request {LongId}", ["request id: has 129 characters; at most 128 are allowed"] },
        { "deposit alice 1 CNY --request a --request b", ["'--request' expects a single argument but 2 were provided"] },
        { $"deposit alice 1 CNY --memo {LongMemo}", ["memo: has 257 characters; at most 256 are allowed"] },
        { "deposit alice 1 CNY --memo \"two\nlines\"", ["memo: has U+000A at 4; control characters are not allowed"] },
        { "withdraw alice 0 CNY", ["amount: 0 is not above 0"] },
        { "withdraw alice all CNY", ["AMOUNT", "'all'", NotAnAmount] },
        { "transfer alice alice 1 CNY", ["to: 'alice' is also the account to debit"] },
        { "transfer \"a b\" bob 1 CNY", ["from: has U+0020 at 2", AllowedInAccounts] },
        { "transfer alice bob 1 CNY --leg", ["missing for option: '--leg'"] },
        { "transfer alice bob 1 CNY --leg \"alice fees\"", ["--leg: 'alice fees' is not \"FROM TO AMOUNT CURRENCY\""] },
        { "transfer alice bob 1 CNY --leg \"alice fees some CNY\"", ["--leg: 'some'", NotAnAmount] },
        { "transfer alice bob 1 CNY --leg \"alice fees 0 CNY\"", ["leg 2 amount: 0 is not above 0"] },
        { "transfer alice bob 1 CNY --leg \"alice fees 1 USD\"", ["leg 2 currency", "CNY"] },
        { $"transfer alice bob 1 CNY {Repeat("--leg \"alice fees 1 CNY\"", 16)}", ["legs: 17 is not between 1 and 16"] },
        { "hold alice 0 CNY", ["amount: 0 is not above 0"] },
        { "hold alice 1 CNY --expires soon", ["--expires: 'soon' is not a duration such as 30s, 15m, 12h or 7d"] },
        { "hold alice 1 CNY --expires 99999d", ["--expires: '99999d' is not a duration"] },
        { "hold alice 1 CNY --expires 1999-12-31", ["expiry: 1999-12-31", "is not in the years 2000 to 9998"] },
        { "capture alice", ["'HOLD' missing"] },
        { "capture alice order-7 1", ["currency: is missing; an ISO 4217 code is needed"] },
        { "capture alice order-7 part CNY", ["AMOUNT", "'part'", NotAnAmount] },
        { "release alice naïve", ["hold: has U+00EF at 3; allowed is printable ASCII"] },
        { "reverse alice 0", ["SEQUENCE", "'0'", NotASequence] },
        { "reverse alice last", ["SEQUENCE", "'last'", NotASequence] },
        { "freeze", ["'ACCOUNT' missing"] },
        { "unfreeze \"a b\"", ["account: has U+0020 at 2", AllowedInAccounts] },
        { $"close {LongId}", ["account: has 129 characters; at most 128 are allowed"] },
        { "open carol YUAN", ["currency: 'YUAN' is not an ISO 4217 code"] },
        { "open carol CNY --overdraft much", ["--overdraft", "'much'", NotAnAmount] },
        { "open carol CNY --overdraft -1", ["overdraft limit: -1 is below 0"] },
        { "open carol CNY --external --overdraft 5", ["overdraft limit: an external account has none"] },
        { "show \"a b\"", ["account: has U+0020 at 2", AllowedInAccounts] },
        { "show alice --at yesterday", ["--at: 'yesterday'", NotATime] },
        { "statement alice --from 31.1.2026", ["--from: '31.1.2026'", NotATime] },
        { "statement alice --limit 1001", ["--limit: '1001' is not a whole number from 1 to 1000"] },
        { "statement alice --start-at 0", ["--start-at: '0'", NotASequence] },
        { "statement alice --to-sequence 1.5", ["--to-sequence: '1.5'", NotASequence] },
        { "find alice", ["'REQUEST' missing"] },
        { "find alice naïve", ["request id: has U+00EF at 3; allowed is printable ASCII"] },
        { "import", ["'FILE' missing"] },
        { "import \"\"", ["FILE: '' does not exist"] },
        { "import missing.csv", ["FILE: 'missing.csv' does not exist"] },
        { "import /tmp", ["FILE: '/tmp' is a folder"] },
        { "audit everything", ["'everything' is not expected"] },
        { "demo twice", ["'twice' is not expected"] },
    };

    [Theory, MemberData(nameof(Typed))]
    public async Task Run_OfBadInput_SaysWhatIsWrongInOneLineAndChangesNothing(string typed, string[] words)
    {
        var before = await Books.ReadAsync(desk.Database);

        (await desk.RunAsync(typed)).ExpectRefusal(2, words);

        Assert.Equal(before, await Books.ReadAsync(desk.Database));
    }

    private static string Repeat(string text, int count) => string.Join(' ', Enumerable.Repeat(text, count));
}
