namespace AccountGrains.Deploy.Tests;

/// <summary>The images: what is copied and built is in the repository. There may be no Docker where tests run.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Lines =
        [.. Repository.Read("deploy/Dockerfile").Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    private static readonly string[] Sources = [.. Of("COPY").Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal))
        .SelectMany(copy => copy.Split(' ')[..^1])];

    [Fact]
    public void EverySource_Exists_AndIsNotIgnored()
    {
        var ignore = Repository.Read(".dockerignore").Split('\n');

        Assert.Contains("*", ignore);
        Assert.All(Sources, source =>
        {
            Assert.True(Path.Exists(Repository.PathOf(source)), source);
            Assert.Contains($"!{source.Split('/')[0]}", ignore);
        });
    }

    [Theory]
    [InlineData("silo/Silo.csproj")]
    [InlineData("cli/Cli.csproj")]
    public void EveryProject_ThatIsNeeded_IsCopied(string project)
    {
        Assert.Contains(project, Sources);
        Assert.Contains(Path.GetDirectoryName(project), Sources);
        foreach (Match reference in Regex.Matches(Repository.Read(project), @"ProjectReference Include=""\.\./([^""]+)"""))
            EveryProject_ThatIsNeeded_IsCopied(reference.Groups[1].Value);
    }

    [Theory]
    [InlineData("global.json")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    [InlineData("BannedSymbols.txt")]
    [InlineData(".editorconfig")]
    public void EveryFile_ThatTheBuildReads_IsCopied(string file) => Assert.Contains(file, Sources);

    [Fact]
    public void User_IsANumber_AndNotRoot() => Assert.True(int.Parse(Assert.Single(Of("USER")), null) > 0);

    [Fact]
    public void Programs_AreStartedWithoutAShell()
    {
        string[] entries = [.. Of("ENTRYPOINT")];

        Assert.Equal(2, entries.Length);
        Assert.All([.. entries, .. Of("RUN"), .. Of("CMD")], command => Assert.NotEmpty(JsonNode.Parse(command)!.AsArray()));
    }

    [Theory]
    [InlineData("silo", "silo/Silo.csproj", "AccountGrains.Silo.dll")]
    [InlineData("accounts", "cli/Cli.csproj", "accounts.dll")]
    public void Target_RunsWhatItsProjectIsBuiltTo(string target, string project, string program)
    {
        var stages = string.Join('\n', Lines).Split("\nFROM ");
        var stage = stages.Single(text => text.Split('\n')[0].EndsWith($" AS {target}", StringComparison.Ordinal));
        var named = Regex.Match(Repository.Read(project), "<AssemblyName>(.*)</AssemblyName>").Groups[1].Value;

        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"{program}\"]", stage, StringComparison.Ordinal);
        Assert.Equal(program, $"{(named != "" ? named : $"AccountGrains.{Path.GetFileNameWithoutExtension(project)}")}.dll");
        Assert.Contains($"COPY --from=build /publish/{target} ./", stage, StringComparison.Ordinal);
        Assert.Contains(Of("RUN"), run => run.Contains($"\"{project}\"", StringComparison.Ordinal)
            && run.Contains($"\"/publish/{target}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Sdk_IsTheOneOfTheRepository()
    {
        var version = JsonNode.Parse(Repository.Read("global.json"))!["sdk"]!["version"]!.ToString();
        var framework = string.Join('.', version.Split('.')[..2]);

        Assert.Contains(Of("FROM"), image => image.Contains($"/sdk:{framework}", StringComparison.Ordinal));
        Assert.Contains(Of("FROM"), image => image.Contains($"/aspnet:{framework}-", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Of(string instruction) =>
        from line in Lines
        where line.StartsWith($"{instruction} ", StringComparison.Ordinal)
        select line[(instruction.Length + 1)..];
}
