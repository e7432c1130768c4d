namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Numbers worth printing; <c>test.sh</c> shows them before its last line.</summary>
public static class Measurements
{
    public static void Report(string measurement)
    {
        if (Environment.GetEnvironmentVariable("ACCOUNTS_TEST_MEASUREMENTS") is { } file)
            File.AppendAllText(file, $"measured: {measurement}{Environment.NewLine}");
    }
}
