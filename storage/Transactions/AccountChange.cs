using System.Text.Json;
using System.Text.Json.Serialization;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// What a prepared transaction changes on an account, without anything that it leaves as it was. The names of its fields are
/// stored: one that is added must mean, where it is absent, what was meant before it existed.
/// </summary>
internal sealed record AccountChange
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new FingerprintText(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public AccountStatus Status { get; init; }

    public string? Currency { get; init; }

    public AccountKind Kind { get; init; }

    public decimal OverdraftLimit { get; init; }

    public bool Busy { get; init; }

    public decimal Balance { get; init; }

    public decimal Held { get; init; }

    public Entry[] Entries { get; init; } = [];

    public Hold[] Holds { get; init; } = [];

    public static AccountChange Of(AccountState account) => new()
    {
        Status = account.Status,
        Currency = account.Currency,
        Kind = account.Kind,
        OverdraftLimit = account.OverdraftLimit,
        Busy = account.Busy,
        Balance = account.Balance,
        Held = account.Held,
        Entries = [.. account.Unstored],
        Holds = [.. Rows.ChangedHolds(account)],
    };

    public static AccountChange Parse(string json) => JsonSerializer.Deserialize<AccountChange>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public AccountState Apply(AccountState account)
    {
        foreach (var entry in Entries) account = account.Append(entry);
        foreach (var hold in Holds) account = account with { Holds = Known(account, hold) };
        return account with
        {
            Status = Status,
            Currency = Currency,
            Kind = Kind,
            OverdraftLimit = OverdraftLimit,
            Busy = Busy,
            Balance = Balance,
            Held = Held,
        };
    }

    private Holds Known(AccountState account, Hold hold) => hold.Status == HoldStatus.Open
        ? account.Holds.Add(hold)
        : account.Holds.Settle(hold, Entries.Last(entry => entry.Hold == hold.Id && entry.IsApplied).Sequence);

    private sealed class FingerprintText : JsonConverter<Fingerprint>
    {
        public override Fingerprint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(Convert.FromHexString(reader.GetString()!));

        public override void Write(Utf8JsonWriter writer, Fingerprint value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
