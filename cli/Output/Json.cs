using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Output;

/// <summary>How values become JSON.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
            new AmountConverter(),
            new FingerprintConverter(),
        },
    };

    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Indented = Options.WriteIndented,
        Encoder = Options.Encoder,
    };

    /// <summary>A value with one more field.</summary>
    public static JsonObject With<TValue, TField>(TValue value, string name, TField field)
    {
        var document = JsonSerializer.SerializeToNode(value, Options)!.AsObject();
        document.Add(name, JsonSerializer.SerializeToNode(field, Options));
        return document;
    }

    /// <summary>Stores give amounts back with other zeros than they got; a replay must print what the first outcome did.</summary>
    private sealed class AmountConverter : JsonConverter<decimal>
    {
        private const decimal One = 1.000000000000000000000000000m;

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value / One);

        public override decimal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDecimal();
    }

    private sealed class FingerprintConverter : JsonConverter<Fingerprint>
    {
        public override void Write(Utf8JsonWriter writer, Fingerprint value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        public override Fingerprint Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
