namespace AccountGrains.Ledger.Tests;

/// <summary>What a host under test is started with.</summary>
/// <param name="Time">The clock that the host must use.</param>
/// <param name="Window">The newest entries that each account may keep in memory.</param>
public sealed record ContractOptions(TimeProvider Time, int Window);
