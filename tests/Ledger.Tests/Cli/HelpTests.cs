namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>What is printed for somebody who knows nothing yet.</summary>
public sealed class HelpTests
{
    private static readonly string[] Commands =
    [
        "demo", "open", "deposit", "withdraw", "transfer", "send", "hold", "capture", "release", "reverse",
        "freeze", "unfreeze", "close", "show", "statement", "find", "relay", "expire", "audit", "migrate", "import", "settle",
    ];

    [Fact]
    public async Task Help_ListsEveryCommandWithAnExample()
    {
        var help = (await AccountsProcess.RunAsync("--help")).Expect(0);

        Assert.All(Commands, command =>
        {
            Assert.Contains(help.Lines, line => line.StartsWith($"  {command} ", StringComparison.Ordinal));
            Assert.Contains(help.Lines, line => line.Trim().StartsWith($"accounts {command}", StringComparison.Ordinal));
        });
        Assert.All(help.Lines, line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public async Task Help_OfACommand_ExplainsItsFields()
    {
        var help = (await AccountsProcess.RunAsync("hold", "--help")).Expect(0);

        Assert.All(
            ["<ACCOUNT>", "<AMOUNT>", "--expires", "--request", "--memo", "--store", "--json", "accounts hold alice 50 CNY"],
            word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Demo_OfTheThreeIncidents_IsWrongInNaiveCodeAndRightHere()
    {
        var demo = (await AccountsProcess.RunAsync("demo")).Expect(0);

        var verdicts = demo.Lines.Select(line => line.Trim()).Where(IsVerdict).Select(line => line.Split("entries: ")[^1]);
        Assert.Equal(
            [
                "WRONG: balance 0.04", "right: balance 0.03", "clean",
                "WRONG: balance 130", "right: balance 30", "clean",
                "WRONG: A 0, B 0", "right: A 0, B 10000", "clean",
            ],
            verdicts);
        Assert.Equal("", demo.Errors);
    }

    private static bool IsVerdict(string line) => line.StartsWith("WRONG: ", StringComparison.Ordinal)
        || line.StartsWith("right: ", StringComparison.Ordinal)
        || line.StartsWith("audit ", StringComparison.Ordinal);
}
