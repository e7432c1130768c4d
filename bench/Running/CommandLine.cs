using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;

namespace AccountGrains.Bench.Running;

/// <summary>What there is to ask for, and what the process exits with: 0 done, 1 a case failed, 2 bad arguments or nothing to run.</summary>
internal static class CommandLine
{
    private const int CouldNotRun = 2;

    private static readonly Option<string[]> Systems = Names(
        "--systems", "Which systems, unless all.", [.. SystemCatalog.All.Select(system => system.Name)]);

    private static readonly Option<string[]> Workloads = Names(
        "--workloads", "Which workloads, unless all.", [.. WorkloadCatalog.All.Select(workload => workload.Name)]);

    private static readonly Option<double?> Seconds = Number<double>(
        "--seconds", "How long a case is measured, above 0 and 3600 at most; 5 unless given.", value => value is > 0 and <= 3_600);

    private static readonly Option<double?> WarmUp = Number<double>(
        "--warm-up", "The seconds of load before that, 0 to 3600; 3 unless given, and 45 for silos.", value => value is >= 0 and <= 3_600);

    private static readonly Option<int?> Clients = Number<int>(
        "--clients", "How many ask at a time, 1 to 4096; 128 unless given.", value => value is > 0 and <= 4_096);

    private static readonly Option<int?> Runs = Number<int>(
        "--runs", "How often each case is run, 1 or more; the report has medians. 3 unless given.", value => value > 0);

    private static readonly Option<int?> Lines = Number<int>(
        "--lines", "The lines of a settlement, 1 or more; 100,000 unless given.", value => value > 0);

    private static readonly Option<int?> ColdAccounts = Number<int>(
        "--cold-accounts", "The accounts of a cold start, 1 or more; 10,000 unless given.", value => value > 0);

    private static readonly Option<double?> Rate = Number<double>(
        "--rate",
        "Begins so many operations a second, above 0 and 1000000 at most, whether earlier ones have ended or not, in place of clients that wait.",
        value => value is > 0 and <= 1_000_000);

    private static readonly Option<bool> Half = new("--half")
    {
        Description = "Runs each case once more at half of the rate that was measured, begun as with --rate, for its p50 and p99.",
    };

    private static readonly Option<string?> Json = new("--json") { Description = "The file for the results.", HelpName = "FILE" };

    private static readonly Option<string?> Svg = new("--svg") { Description = "The file for the chart; beside --json unless given.", HelpName = "FILE" };

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var parsed = Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction) return Report(parsed.Errors[0].Message);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is BenchException or IOException or UnauthorizedAccessException)
        {
            return Report(failure.Message);
        }
        catch (OperationCanceledException)
        {
            return Report("cancelled");
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Measures every system on the same work, in one run.")
        {
            Systems, Workloads, Seconds, WarmUp, Clients, Runs, Lines, ColdAccounts, Rate, Half, Json, Svg,
        };
        root.SetAction((parsed, cancel) => new BenchmarkRun(OptionsOf(parsed)).RunAsync(cancel));
        return root;
    }

    private static BenchOptions OptionsOf(ParseResult parsed) => new()
    {
        Systems = Chosen(parsed.GetValue(Systems), SystemCatalog.All, system => system.Name),
        Workloads = Chosen(parsed.GetValue(Workloads), WorkloadCatalog.All, workload => workload.Name),
        Seconds = parsed.GetValue(Seconds) ?? 5,
        WarmUp = parsed.GetValue(WarmUp),
        Clients = parsed.GetValue(Clients) ?? 128,
        Runs = parsed.GetValue(Runs) ?? 3,
        Lines = parsed.GetValue(Lines) ?? 100_000,
        ColdAccounts = parsed.GetValue(ColdAccounts) ?? 10_000,
        Rate = parsed.GetValue(Rate),
        Half = parsed.GetValue(Half),
        Json = parsed.GetValue(Json),
        Svg = parsed.GetValue(Svg) ?? (parsed.GetValue(Json) is { } json ? Path.ChangeExtension(json, ".svg") : null),
    };

    private static IReadOnlyList<T> Chosen<T>(string[]? names, IReadOnlyList<T> all, Func<T, string> name) =>
        names is null or [] ? all : [.. all.Where(one => names.Contains(name(one), StringComparer.Ordinal))];

    private static Option<string[]> Names(string option, string description, string[] known)
    {
        var names = new Option<string[]>(option)
        {
            Description = $"{description} Of {string.Join(", ", known)}.",
            HelpName = "NAME ...",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = given => [.. given.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries))],
        };
        names.Validators.Add(result =>
        {
            foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Except(known))
                result.AddError($"{option}: there is no '{name}'; there are {string.Join(", ", known)}.");
        });
        return names;
    }

    private static Option<T?> Number<T>(string option, string description, Predicate<T> isGood)
        where T : struct, IParsable<T> => new(option)
        {
            Description = description,
            HelpName = "N",
            CustomParser = given =>
            {
                if (T.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, out var number) && isGood(number)) return number;
                given.AddError($"{option}: '{given.Tokens[0].Value}' is no such number. {description}");
                return null;
            },
        };

    private static int Report(string problem)
    {
        Console.Error.WriteLine($"bench: {problem.ReplaceLineEndings(" ")}");
        return CouldNotRun;
    }
}

/// <summary>What is wrong with the machine or with what was asked for; one line for the person who asked.</summary>
internal sealed class BenchException(string message) : Exception(message);

/// <summary>What a run of the benchmark was asked for.</summary>
internal sealed record BenchOptions
{
    public required IReadOnlyList<SystemInfo> Systems { get; init; }

    public required IReadOnlyList<Workload> Workloads { get; init; }

    public required double Seconds { get; init; }

    public required double? WarmUp { get; init; }

    public double WarmUpOf(SystemInfo system) => WarmUp ?? system.WarmUp;

    public required int Clients { get; init; }

    public required int Runs { get; init; }

    public required int Lines { get; init; }

    public required int ColdAccounts { get; init; }

    public required double? Rate { get; init; }

    public required bool Half { get; init; }

    public required string? Json { get; init; }

    public required string? Svg { get; init; }
}
