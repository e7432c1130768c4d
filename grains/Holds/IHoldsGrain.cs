namespace AccountGrains.Grains;

/// <summary>What the audit of holds asks of the grain of an account.</summary>
[Alias("accounts.holds")]
internal interface IHoldsGrain : IGrainWithStringKey
{
    /// <summary>Records the expiries that have passed, and gives their number. Nothing is written where there are none.</summary>
    [Alias("expire")]
    Task<int> ExpireAsync();
}
