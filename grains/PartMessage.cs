using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>A part of a command on its way to its account.</summary>
[GenerateSerializer, Immutable, Alias("accounts.part.message")]
internal sealed record PartMessage
{
    [Id(0)]
    public required string Account { get; init; }

    [Id(1)]
    public required decimal Amount { get; init; }

    [Id(2)]
    public string? Currency { get; init; }

    [Id(3)]
    public string? Counterparty { get; init; }

    [Id(4)]
    public long? Reverses { get; init; }

    public static PartMessage Of(Part part) => new()
    {
        Account = part.Account,
        Amount = part.Amount,
        Currency = part.Currency,
        Counterparty = part.Counterparty,
        Reverses = part.Reverses,
    };

    public Part ToPart() => new(Account, Amount, Currency, Counterparty, Reverses);
}
