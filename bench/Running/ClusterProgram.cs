using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AccountGrains.Bench.Running;

/// <summary>The worker of the systems that need Orleans, a project of its own: a machine without Orleans does without it.</summary>
internal static partial class ClusterProgram
{
    private const string Project = "bench/Cluster/Cluster.csproj";

    /// <summary>Builds it, and gives it or the reason why it is left out.</summary>
    /// <exception cref="BenchException">It does not build, for another reason than that Orleans is missing.</exception>
    public static async Task<(WorkerProgram? Program, string? LeftOut)> BuildAsync(CancellationToken cancel)
    {
        if (FindRoot(new DirectoryInfo(AppContext.BaseDirectory)) is not { } root) return (null, "its source is not here");
        var start = new ProcessStartInfo("dotnet", ["build", Path.Combine(root, Project), "-c", "Release", "-v", "quiet", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync(cancel);
        await build.WaitForExitAsync(cancel);
        if (build.ExitCode == 0)
            return (new WorkerProgram(Path.Combine(root, "bench/Cluster/bin/Release/net10.0/AccountGrains.Bench.Cluster.dll")), null);
        return OrleansIsMissing().IsMatch(output)
            ? (null, "Orleans does not restore here")
            : throw new BenchException($"{Project} does not build: {output.Trim()}");
    }

    private static string? FindRoot(DirectoryInfo? folder) =>
        folder is null || File.Exists(Path.Combine(folder.FullName, Project)) ? folder?.FullName : FindRoot(folder.Parent);

    [GeneratedRegex(@"error NU(1101|1102|1103|1109|1603):.*Microsoft\.Orleans\.")]
    private static partial Regex OrleansIsMissing();
}
