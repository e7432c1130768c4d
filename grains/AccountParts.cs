using AccountGrains.Ledger;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Grains;

/// <summary>What the accounts of one silo share. In one place, as each account that is in memory would refer to each of them.</summary>
internal sealed record AccountParts(
    Neighbours<Books> Neighbours,
    ITransactionClient Transactions,
    IAccountStore Store,
    LookupQueue Lookups,
    Attempts Attempts,
    LockOrder Order,
    SiloInstruments Instruments,
    Departure Departure,
    AccountsOptions Options,
    [FromKeyedServices(AccountsSiloBuilderExtensions.StorageName)] TimeProvider Time);
