using AccountGrains.Silo;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Whoever runs a silo finds every setting in one table.</summary>
public sealed class DocumentedSettingsTests
{
    [Fact]
    public void Design_OfTheSilo_NamesEverySettingInItsTable()
    {
        var design = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "design.md"));
        var table = design.SkipWhile(line => line != "## The silo").TakeWhile(line => line != "## The audit").Where(line => line.StartsWith('|'));

        var documented = string.Join('\n', table);

        Assert.All(KnownKeys.All, key => Assert.Contains($"`Accounts:{key}`", documented, StringComparison.Ordinal));
        Assert.Contains($"`{StoreOptions.Key}`", documented, StringComparison.Ordinal);
    }
}
