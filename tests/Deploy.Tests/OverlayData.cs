namespace AccountGrains.Deploy.Tests;

/// <summary>Every overlay that there is: what is promised holds in each.</summary>
public sealed class OverlayData : TheoryData<string>
{
    public OverlayData()
    {
        foreach (var name in Overlay.Names) Add(name);
    }
}
