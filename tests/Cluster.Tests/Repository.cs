namespace AccountGrains.Cluster.Tests;

/// <summary>The files that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "AccountGrains.sln")) ? folder.FullName : Find(folder.Parent!);
}
