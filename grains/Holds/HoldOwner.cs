using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>An owner of holds by the name that they have.</summary>
internal sealed record HoldOwner(string Name, IHoldOwner Owner);
