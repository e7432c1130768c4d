using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AccountGrains.Ledger;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>An account as a grain storage keeps it: whole, with the newest entries, as it has no journal.</summary>
internal sealed record AccountDocument
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutDerived } },
        Converters = { new FingerprintText() },
    };

    public required string Id { get; init; }

    public AccountStatus Status { get; init; }

    public string? Currency { get; init; }

    public AccountKind Kind { get; init; }

    public decimal OverdraftLimit { get; init; }

    public bool Busy { get; init; }

    public decimal Balance { get; init; }

    public decimal Held { get; init; }

    public long Sequence { get; init; }

    public DateTimeOffset LastTime { get; init; }

    public ImmutableQueue<Entry> Entries { get; init; } = ImmutableQueue<Entry>.Empty;

    public IReadOnlyList<Hold> Holds { get; init; } = [];

    public static string ToJson(AccountState account) => JsonSerializer.Serialize(
        new AccountDocument
        {
            Id = account.Id,
            Status = account.Status,
            Currency = account.Currency,
            Kind = account.Kind,
            OverdraftLimit = account.OverdraftLimit,
            Busy = account.Busy,
            Balance = account.Balance,
            Held = account.Held,
            Sequence = account.Sequence,
            LastTime = account.LastTime,
            Entries = EntriesOf(account.Window),
            Holds = account.Holds.Open,
        },
        Json);

    public static AccountState Parse(string json) => JsonSerializer.Deserialize<AccountDocument>(json, Json)!.ToState();

    // The ledger has no use for it, so it is no part of the type.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "oldestFirst")]
    private static extern ref ImmutableQueue<Entry> EntriesOf(Window window);

    private static void LeaveOutDerived(JsonTypeInfo type)
    {
        foreach (var derived in type.Properties.Where(property => property.Set is null).ToArray()) type.Properties.Remove(derived);
    }

    private AccountState ToState() => new()
    {
        Id = Id,
        Status = Status,
        Currency = Currency,
        Kind = Kind,
        OverdraftLimit = OverdraftLimit,
        Busy = Busy,
        Balance = Balance,
        Held = Held,
        Sequence = Sequence,
        StoredSequence = Sequence,
        LastTime = LastTime,
        Window = Window.Of([.. Entries]),
        Holds = Ledger.Holds.Of(Holds),
    };

    private sealed class FingerprintText : JsonConverter<Fingerprint>
    {
        public override Fingerprint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(Convert.FromHexString(reader.GetString()!));

        public override void Write(Utf8JsonWriter writer, Fingerprint value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
