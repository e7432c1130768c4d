using System.Diagnostics;
using AccountGrains.Client;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>Callers in a process of their own, which ends with its test and with the process of the tests.</summary>
internal sealed class LoadProcess : IDisposable
{
    /// <summary>The patience of a service that sets nothing, as options of the program.</summary>
    public static readonly string[] PatienceOfAService =
    [
        $"--{nameof(AccountsClientOptions.Deadline)}={new AccountsClientOptions().Deadline}",
        $"--{nameof(AccountsClientOptions.CallTimeout)}={new AccountsClientOptions().CallTimeout}",
    ];

    private const int Callers = 16;

    // A caller that waits for a silo that is gone, or for a database, goes on after its deadline at the latest, and silos that start beside
    // all other tests take their time.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly ResultReader results;

    private LoadProcess(Process process, ResultReader results)
    {
        this.process = process;
        this.results = results;
    }

    /// <param name="results">The file that gets a line for each request.</param>
    /// <param name="gateways">Where silos answer.</param>
    /// <param name="patience">Options in place of the impatient ones, such as <c>--Deadline=00:00:30</c>.</param>
    public static LoadProcess Start(string results, IEnumerable<string> gateways, params string[] patience)
    {
        string[] options = [$"--Results={results}", $"--Gateways={string.Join(',', gateways)}", $"--Callers={Callers}", .. patience];
        var program = Path.Combine(AppContext.BaseDirectory, "AccountGrains.Load.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. options]) { RedirectStandardInput = true };
        return new LoadProcess(Process.Start(start.CompiledOnce())!, new ResultReader(results));
    }

    /// <summary>What the callers were told until now.</summary>
    public IReadOnlyList<Result> Told => results.Read();

    /// <summary>
    /// Waits until every caller has been told outcomes of requests that were sent from now on: nobody is left waiting.
    /// </summary>
    public async Task WaitForProgressAsync()
    {
        // The first of them may have been sent before.
        const int Each = 10;
        var before = results.Read().Count;
        await Condition.HoldsAsync(
            () =>
            {
                Assert.False(process.HasExited);
                return Task.FromResult(CallersTold(before, Each) == Callers);
            },
            $"each of {Callers} callers is told {Each} outcomes",
            Limit);
    }

    /// <summary>Lets the callers end what they have begun, and gives what they were told.</summary>
    public async Task<IReadOnlyList<Result>> StopAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Limit, TimeProvider.System);
        Assert.Equal(0, process.ExitCode);
        return results.Read();
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    // The requests that open the accounts have no caller.
    private int CallersTold(int after, int each) => results.Read()
        .Skip(after)
        .Where(result => result.Told.IsKnown && result.RequestId.StartsWith(Mix.CallerPrefix))
        .GroupBy(result => result.RequestId.Split('-')[0])
        .Count(caller => caller.Count() > each);
}
