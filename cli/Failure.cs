using System.CommandLine;
using AccountGrains.Cli.Csv;
using AccountGrains.Ledger;

namespace AccountGrains.Cli;

/// <summary>The one place that turns what went wrong into a line on stderr and an exit code.</summary>
internal static class Failure
{
    public static int Report(ParseResult malformed)
    {
        var problem = malformed.UnmatchedTokens is [var unknown, ..]
            ? $"'{unknown}' is not expected here."
            : malformed.Errors[0].Message;
        WriteLine($"{problem} See accounts --help.");
        return ExitCode.CouldNotRun;
    }

    public static int Report(Exception failure)
    {
        WriteLine(failure switch
        {
            InvalidCommandException or StoreException or RequestException or FileException => failure.Message,
            IOException or UnauthorizedAccessException => failure.Message,
            OperationCanceledException => "cancelled",
            _ => $"unexpected error: {failure.Message}",
        });
        return ExitCode.CouldNotRun;
    }

    /// <summary>For a question about something that does not exist.</summary>
    public static int NotFound(string problem)
    {
        WriteLine(problem);
        return ExitCode.Findings;
    }

    /// <summary>For trouble of a relay, which tries again.</summary>
    public static void Tell(string? ledger, Exception failure) =>
        WriteLine($"messages to {ledger ?? "this ledger"} wait: {failure.Message}");

    private static void WriteLine(string message) => Console.Error.WriteLine($"accounts: {message.ReplaceLineEndings(" ")}");
}
