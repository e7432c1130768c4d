using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccountGrains.Deploy.Tests;
using AccountGrains.Silo;
using Microsoft.Extensions.Configuration;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>What deploy/ sets in the environment of a silo is what a silo reads.</summary>
public sealed class DeployedSettingsTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Read_OfTheEnvironmentOfAPod_TakesItsNameAndAddress(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var settings = Read(
        [
            .. Shared(rendered),
            .. rendered.SiloContainer.ListAt("env").Select(one => KeyValuePair.Create(one.TextAt("name")!, ValueOf(one))),
        ]);

        Assert.Equal(("accounts-silo-7d9f-x2x4z", "10.1.2.3"), (settings.Silo.SiloName, settings.Silo.AdvertisedAddress));
        AssertIsDeployed(settings);
    }

    [Theory]
    [InlineData("silo1")]
    [InlineData("silo2")]
    [InlineData("silo3")]
    public void Read_OfTheEnvironmentOfAService_TakesItsNameAndAddress(string name)
    {
        var compose = Yaml.Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy/compose.yaml"))).Single();
        var service = compose.At($"services.{name}");
        var settings = Read(service.At("environment")!.AsObject()
            .Select(one => KeyValuePair.Create(one.Key, Regex.Replace(one.Value!.ToString(), @"\$\{[^}]+\}", Token))));

        Assert.Equal(
            (name, service.TextAt("networks.accounts.ipv4_address")), (settings.Silo.SiloName, settings.Silo.AdvertisedAddress));
        AssertIsDeployed(settings);
    }

    private static void AssertIsDeployed(SiloSettings settings)
    {
        Assert.Equal((11_111, 30_000, 8080), (settings.Silo.SiloPort, settings.Silo.GatewayPort, settings.Silo.AdminPort));
        Assert.Equal(SchemaMode.Wait, settings.Silo.Schema);
        Assert.Equal(Token, settings.AdminToken);
        Assert.Contains("Username=accounts_silo;", settings.ConnectionString, StringComparison.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Shared(Overlay overlay) => overlay.SiloContainer.ListAt("envFrom")
        .SelectMany(from => overlay.Get("ConfigMap", from.TextAt("configMapRef.name")!)["data"]!.AsObject())
        .Select(setting => KeyValuePair.Create(setting.Key, setting.Value!.ToString()));

    private static string ValueOf(JsonNode variable) => variable.TextAt("valueFrom.fieldRef.fieldPath") switch
    {
        "metadata.name" => "accounts-silo-7d9f-x2x4z",
        "status.podIP" => "10.1.2.3",
        _ => variable.TextAt("valueFrom.secretKeyRef.key") switch
        {
            "connection-string" => ConnectionStringOfTheRunbook(),
            "admin-token" => Token,
            "password" => "secret",
            var other => throw new InvalidOperationException($"{variable} has no value here, {other}"),
        },
    };

    private static string ConnectionStringOfTheRunbook() => Regex
        .Match(
            File.ReadAllText(Path.Combine(Repository.Root, "deploy/runbook.md")),
            @"connection-string=""(.*Username=accounts_silo;.*)""")
        .Groups[1].Value.Replace("$host", "db", StringComparison.Ordinal).Replace("$tls", "VerifyFull", StringComparison.Ordinal);

    private static SiloSettings Read(IEnumerable<KeyValuePair<string, string>> environment) => SiloSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(environment.Select(variable =>
                KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)))
            .Build());
}
