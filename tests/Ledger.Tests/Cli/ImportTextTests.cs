using System.Text;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>How files are written: quotes, line breaks, encodings, headers.</summary>
public sealed class ImportTextTests : ImportDesk
{
    [Theory]
    [InlineData("", "header: column 1 is missing; 'request_id' is expected")]
    [InlineData("i1,deposit,alice,,20,CNY,\n", "header: column 1 is 'i1'; 'request_id' is expected")]
    [InlineData("request_id,kind,account,amount,counterparty,currency,memo\n", "column 4 is 'amount'; 'counterparty' is expected")]
    [InlineData("request_id,kind,account,counterparty,amount,currency\n", "column 7 is missing; 'memo' is expected")]
    [InlineData(Header + ",note\n", "column 8 is 'note'; there are only 7")]
    [InlineData("request_id;kind;account;counterparty;amount;currency;memo\n", "column 1 is 'request_id;kind;")]
    public async Task Import_WithAnotherHeader_IsRefusedAndChangesNothing(string text, string words)
    {
        var before = await Books.ReadAsync(Desk.Database);

        (await ImportTextAsync(text)).ExpectRefusal(2, words);

        Assert.Null(Rejected());
        Assert.Equal(before, await Books.ReadAsync(Desk.Database));
    }

    [Fact]
    public async Task Import_OfQuotedFields_KeepsTheirText()
    {
        string[] written = ["plain", "\"rent, late\"", "\"the \"\"big\"\" one\"", "\"\"", "\"元, naïve\""];

        (await ImportAsync([.. written.Select((memo, i) => $"i{i},deposit,alice,,20,CNY,{memo}")])).Expect(0);

        Assert.Equal(
            ["plain", "rent, late", "the \"big\" one", "", "元, naïve"],
            await Desk.Database.ReadAsync("SELECT memo FROM entry WHERE request_id LIKE 'i_' ORDER BY request_id"));
    }

    [Fact]
    public async Task Import_OfARejectedLineWithQuotes_ListsItSoThatItCanBeImportedAgain()
    {
        const string Line = "i1,withdraw,alice,,500,CNY,\"rent, \"\"late\"\"\"";

        (await ImportAsync(Line)).Expect(1);

        Assert.Equal([$"2,insufficientFunds,{Line}"], Rejected());
    }

    [Fact]
    public async Task Import_OfALineBreakWithinQuotes_IsTextAndNoCommand()
    {
        var import = (await ImportAsync(
            "i1,deposit,alice,,20,CNY,\"first",
            "stolen,deposit,bob,,999,CNY,",
            "last\"",
            "i2,deposit,alice,,500,EUR,")).Expect(1);

        Assert.Equal((2, 0, 0, 1, 1), CountsOf(import));
        Assert.Equal("2,memo: has U+000A at 6; control characters are not allowed,i1,deposit,alice,,20,CNY,\"first", Rejected()![0]);
        Assert.Equal("5,wrongCurrency,i2,deposit,alice,,500,EUR,", Rejected()![^1]);
        Assert.Equal(0, await Desk.Database.CountAsync("entry WHERE request_id = 'stolen'"));
    }

    [Theory]
    [InlineData("bad,deposit,alice,,1,CNY,\"open", "bad,deposit,alice,,1,CNY,open")]
    [InlineData("bad,deposit,alice,,1,CNY,\"a\"b", "bad,deposit,alice,,1,CNY,ab")]
    public async Task Import_OfABadlyQuotedLine_SpoilsThatLineAlone(string bad, string listed)
    {
        var import = (await ImportAsync(
            "i1,deposit,alice,,1,CNY,",
            bad,
            "i2,deposit,alice,,1,CNY,\"fine\"",
            "i3,deposit,dora,,1,CNY,")).Expect(1);

        Assert.Equal((4, 2, 0, 1, 1), CountsOf(import));
        Assert.Equal(
            [
                $"3,\"line: has a quote that is not closed, or not doubled within its field\",{listed}",
                "5,accountFrozen,i3,deposit,dora,,1,CNY,",
            ],
            Rejected());
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    public async Task Import_WithBlankLines_CountsPhysicalLinesWhateverTheLineBreakAndTheMark(string lineBreak, bool mark)
    {
        string[] lines = [Header, "", "i1,deposit,alice,,20,CNY,", "", "   ", "i2,deposit,dora,,20,CNY,", "", "i3,deposit,alice,,1,CNY,"];

        var import = (await ImportTextAsync(string.Join(lineBreak, lines), new UTF8Encoding(mark))).Expect(1);

        Assert.Equal((3, 2, 0, 1, 0), CountsOf(import));
        Assert.Equal(["6,accountFrozen,i2,deposit,dora,,20,CNY,"], Rejected());
    }

    [Fact]
    public async Task Import_OfALineThatIsNotUtf8_IsMalformedAndTheRestIsApplied()
    {
        var import = (await ImportTextAsync(
            $"{Header}\ni1,deposit,alice,,20,CNY,naïve\ni2,deposit,alice,,20,CNY,fine\n", Encoding.Latin1)).Expect(1);

        Assert.Equal((2, 1, 0, 0, 1), CountsOf(import));
        Assert.StartsWith("2,memo: is not UTF-8,i1,deposit,alice,,20,CNY,", Rejected()!.Single(), StringComparison.Ordinal);
    }
}
