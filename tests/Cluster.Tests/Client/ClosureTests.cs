using System.Text.Json;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>Who calls the accounts gets no database and no transaction machinery with it.</summary>
public sealed class ClosureTests
{
    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Sqlite")]
    [InlineData("Orleans.Transactions")]
    [InlineData("AdoNet")]
    [InlineData("AccountGrains.Storage")]
    [InlineData("AccountGrains.Grains")]
    public void Client_EverythingItBrings_HasNoServerPart(string part)
    {
        var client = LibrariesOf("client");

        Assert.Contains("AccountGrains.Ledger", client);
        Assert.Contains("Microsoft.Orleans.Client", client);
        Assert.DoesNotContain(client, library => library.Contains(part, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(LibrariesOf("silo"), library => library.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The packages and projects that a project needs, direct or not, as its restore wrote them down.</summary>
    private static string[] LibrariesOf(string project)
    {
        var assets = File.ReadAllText(Path.Combine(Repository.Root, project, "obj", "project.assets.json"));
        using var document = JsonDocument.Parse(assets);
        return [.. document.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')[0])];
    }
}
