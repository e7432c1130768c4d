using AccountGrains.Storage;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>Lets Orleans' serializer of grain states write an account.</summary>
internal sealed class BooksJson : JsonConverter<Books>
{
    public override void WriteJson(JsonWriter writer, Books? value, JsonSerializer serializer) =>
        writer.WriteRawValue(AccountDocument.ToJson(value!.Account));

    public override Books ReadJson(
        JsonReader reader, Type objectType, Books? existingValue, bool hasExistingValue, JsonSerializer serializer) =>
        new() { Account = AccountDocument.Parse(JRaw.Create(reader).ToString()) };
}
