using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace AccountGrains.Deploy.Tests;

/// <summary>YAML as the tree of JSON that it stands for, anchors and merges resolved.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Reader =
        new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    public static IReadOnlyList<JsonNode> Parse(string text)
    {
        var parser = new MergingParser(new Parser(new StringReader(text)));
        parser.Consume<StreamStart>();
        List<JsonNode> documents = [];
        while (parser.Accept<DocumentStart>(out _))
            documents.Add(JsonNode.Parse(Writer.Serialize(Reader.Deserialize<object>(parser)))!);
        return documents;
    }

    /// <summary>What is at a path of keys, such as <c>spec.template.spec</c>, or null.</summary>
    public static JsonNode? At(this JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, key) => at?[key]);

    /// <summary>The elements of the list at a path; none where there is none.</summary>
    public static IReadOnlyList<JsonNode> ListAt(this JsonNode? node, string path) =>
        [.. (node.At(path)?.AsArray() ?? []).Select(item => item!)];

    public static string? TextAt(this JsonNode? node, string path) => node.At(path)?.ToString();

    /// <summary>Fails with both texts where the tree is not the one of this YAML.</summary>
    public static void AssertIs(string expected, JsonNode? actual)
    {
        var wanted = Parse(expected).Single();
        Assert.True(
            JsonNode.DeepEquals(wanted, actual),
            $"expected {wanted.ToJsonString()}, found {actual?.ToJsonString() ?? "nothing"}");
    }
}
