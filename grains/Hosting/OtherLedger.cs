using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>Another ledger that messages are delivered to.</summary>
/// <param name="Name">What senders call it.</param>
/// <param name="Accounts">Its accounts, such as a client of its cluster.</param>
internal sealed record OtherLedger(string Name, IAccounts Accounts);
