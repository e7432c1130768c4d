using System.Diagnostics;

namespace AccountGrains.Throwaway;

/// <summary>Kills a process when this one ends, however that ends.</summary>
public sealed class Guard : IDisposable
{
    // Waits for the end of its input, which comes with the end of this process.
    private readonly Process waiting;

    public Guard(int process) => waiting = Process.Start(
        new ProcessStartInfo("sh", ["-c", "read -r _; kill -9 \"$1\" 2> /dev/null", "guard", $"{process}"]) { RedirectStandardInput = true })!;

    /// <summary>
    /// Ends the watch. To be done before the process is ended, as the number of one that has ended may be given to another.
    /// </summary>
    public void Dispose()
    {
        waiting.Kill();
        waiting.Dispose();
    }
}
