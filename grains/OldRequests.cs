namespace AccountGrains.Grains;

/// <summary>
/// Whether a grain expects requests that have an outcome already. Whoever sends one of them again sends more, and each is in vain
/// for all that is carried out beside it: after one was met they are looked up first, for so many times.
/// </summary>
internal sealed class OldRequests
{
    private const int Expected = 256;

    private int left;

    public bool AreExpected => left > 0;

    /// <summary>A command is looked up first, or many at once.</summary>
    public void Ask()
    {
        if (left > 0) left--;
    }

    /// <summary>One was met.</summary>
    public void Meet() => left = Expected;
}
