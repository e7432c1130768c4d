namespace AccountGrains.Silo;

/// <summary>Who may look inside. It is no record, as that would print the token.</summary>
internal sealed class AdminOptions
{
    /// <summary>What a caller of the metrics and the dashboard must have; unless set, there are neither.</summary>
    public string? AdminToken { get; set; }
}
