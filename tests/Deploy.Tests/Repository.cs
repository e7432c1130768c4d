namespace AccountGrains.Deploy.Tests;

/// <summary>The files that are tested, as text: what they tell of the code is compared with its source.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>The number that a source file has in one place.</summary>
    public static int Number(string file, string pattern)
    {
        var found = Regex.Match(Read(file), pattern);
        Assert.True(found.Success, $"{file} has no {pattern}");
        return int.Parse(found.Groups[1].Value.Replace("_", ""), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The most seconds that a silo takes to stop: its transfers, its calls, and what it does itself.</summary>
    public static int SecondsToStop =>
        (2 * Number("grains/AccountsOptions.cs", @"CallTimeout \{.*FromSeconds\((\d+)\)"))
        + Number("silo/SiloHost.cs", @"2 \* settings\.Accounts\.CallTimeout\) \+ TimeSpan\.FromSeconds\((\d+)\)");

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "AccountGrains.sln")) ? folder.FullName : Find(folder.Parent!);
}
