using System.Collections.Concurrent;
using System.Diagnostics;

namespace AccountGrains.Deploy.Tests;

/// <summary>An overlay as <c>kubectl kustomize</c> renders it. Tests that ask for one are skipped where it is not.</summary>
internal sealed class Overlay
{
    private const string Folder = "deploy/kubernetes/overlays";
    private static readonly ConcurrentDictionary<string, Lazy<string>> Rendered = new();

    private Overlay(string text)
    {
        Text = text;
        Objects = Yaml.Parse(text);
    }

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Repository.PathOf(Folder)).Select(folder => Path.GetFileName(folder)).Order();

    /// <summary>All of it, as it would be applied.</summary>
    public string Text { get; }

    public IReadOnlyList<JsonNode> Objects { get; }

    /// <summary>The pod templates with their owners' names.</summary>
    public IEnumerable<(string Name, JsonNode Template)> Pods =>
        from item in Objects
        let template = item.At("spec.template") ?? item.At("spec.jobTemplate.spec.template")
        where template is not null
        select (item.TextAt("metadata.name"), template);

    /// <summary>What runs a silo.</summary>
    public JsonNode SiloPod => Get("Deployment", "accounts-silo").At("spec.template.spec")!;

    public JsonNode SiloContainer => SiloPod.ListAt("containers").Single();

    public static Overlay Render(string name)
    {
        Skip.If(Kubectl is null, "no kubectl on PATH");
        return new Overlay(Rendered.GetOrAdd(name, _ => new(() => Run(Kubectl!, Repository.PathOf($"{Folder}/{name}")))).Value);
    }

    public JsonNode Get(string kind, string name) =>
        Objects.Single(item => item.TextAt("kind") == kind && item.TextAt("metadata.name") == name);

    /// <summary>The containers of all pods.</summary>
    public IEnumerable<(string Pod, JsonNode Container)> Containers =>
        Pods.SelectMany(pod => pod.Template.ListAt("spec.containers").Select(container => (pod.Name, container)));

    private static string? Kubectl { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl"))
        .FirstOrDefault(File.Exists);

    private static string Run(string program, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["kustomize", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return text;
    }
}
