using AccountGrains.Ledger;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>The one place that turns what went wrong into a line on stderr and an exit code.</summary>
internal static class Failure
{
    public static int Report(Exception failure)
    {
        Console.Error.WriteLine($"silo: {Line(failure)}");
        return ExitCode.CouldNotRun;
    }

    public static string Line(Exception failure) => Describe(failure).ReplaceLineEndings(" ");

    private static string Describe(Exception failure) => failure switch
    {
        OptionsValidationException or SettingsException or StoreException or OrleansConfigurationException => failure.Message,
        AggregateException many => string.Join("; ", many.Flatten().InnerExceptions.Select(Describe)),
        // A file of settings that is no JSON says so in what it wraps.
        InvalidDataException { InnerException: { } inner } => $"{failure.Message} {inner.Message}",
        _ => $"unexpected error: {failure.Message}",
    };
}
