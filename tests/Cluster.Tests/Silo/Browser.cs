using System.Diagnostics;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Chromium without a window.</summary>
internal static class Browser
{
    private const string Program = "/usr/bin/chromium";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--virtual-time-budget=5000", "--dump-dom",
    ];

    public static bool IsThere => File.Exists(Program);

    /// <summary>Opens a page, lets its scripts run for 5 s of its own time, and gives what it then shows, as HTML.</summary>
    public static async Task<string> OpenAsync(string address)
    {
        using var profile = new TemporaryFolder();
        using var browser = Process.Start(
            new ProcessStartInfo(Program, [.. Arguments, $"--user-data-dir={profile.File("profile")}", address])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var errors = browser.StandardError.ReadToEndAsync();
        try
        {
            var page = await browser.StandardOutput.ReadToEndAsync().WaitAsync(Limit, TimeProvider.System);
            await browser.WaitForExitAsync().WaitAsync(Limit, TimeProvider.System);
            Assert.True(browser.ExitCode == 0, await errors);
            return page;
        }
        finally
        {
            if (!browser.HasExited) browser.Kill(entireProcessTree: true);
        }
    }
}
