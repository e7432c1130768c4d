namespace AccountGrains.Grains;

/// <summary>
/// Whether a grain expects requests that have an outcome already. Whoever sends one of them again sends more, and each is in vain
/// for all that is carried out beside it: after one they are looked up first, for as many commands as this.
/// </summary>
internal sealed class OldRequests
{
    private const int Expected = 256;

    private int left;

    public bool AreExpected => left > 0;

    /// <summary>So many commands are looked up first.</summary>
    public void Ask(int commands = 1) => left = Math.Max(0, left - commands);

    /// <summary>One was met.</summary>
    public void Meet() => left = Expected;
}
