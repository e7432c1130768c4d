namespace AccountGrains.Load;

/// <summary>What the command line says, such as <c>--Callers=16</c>.</summary>
internal sealed class LoadOptions
{
    /// <summary>Where silos answer, joined by commas. There need not be one at each yet.</summary>
    public string Gateways { get; set; } = "127.0.0.1:30000";

    /// <summary>The file that gets a line for each request.</summary>
    public string Results { get; set; } = "results.tsv";

    /// <summary>How many ask at the same time.</summary>
    public int Callers { get; set; } = 16;

    /// <summary>
    /// How long a caller waits before it asks for the next thing. Callers who never wait take the processors from the silos that
    /// start meanwhile.
    /// </summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many accounts they ask about, beside the outside world.</summary>
    public int Accounts { get; set; } = 24;

    /// <summary>How many requests there are at most; it ends earlier when its input is closed.</summary>
    public long Count { get; set; } = long.MaxValue;

    /// <summary>The lines of a settlement to run in place of the load; 0 for none.</summary>
    public int Settle { get; set; }

    /// <summary>How long a caller waits for an outcome. The default is impatient: some requests shall end in doubt.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long an attempt waits for its answer.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(3);
}
