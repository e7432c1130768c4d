namespace AccountGrains.Deploy.Tests;

/// <summary>Three silos on one machine.</summary>
public sealed class ComposeTests
{
    private static readonly string Text = Repository.Read("deploy/compose.yaml");
    private static readonly JsonNode File = Yaml.Parse(Text).Single();

    private static readonly IReadOnlyDictionary<string, JsonNode> Services =
        File["services"]!.AsObject().ToDictionary(service => service.Key, service => service.Value!);

    private static readonly JsonNode[] Silos =
        [.. Services.Where(service => service.Key.StartsWith("silo", StringComparison.Ordinal)).Select(service => service.Value)];

    [Fact]
    public void Silos_AreThree_EachAtTheAddressThatItTells()
    {
        var addresses = Silos.Select(silo => silo.TextAt("networks.accounts.ipv4_address")!).ToArray();

        Assert.Equal(3, addresses.Distinct().Count());
        Assert.Equal(addresses, Silos.Select(silo => silo.TextAt("environment.Accounts__AdvertisedAddress")));
        Assert.Equal(3, Silos.Select(silo => silo.TextAt("environment.Accounts__SiloName")).Distinct().Count());
    }

    [Fact]
    public void Ports_AreThoseOfASilo_AndOpenOnThisMachineAlone()
    {
        var gateway = Repository.Number("silo/Settings/SiloOptions.cs", @"GatewayPort \{.*= ([\d_]+);");
        var ports = Silos.Select(silo => silo.ListAt("ports").Select(port => port.ToString().Split(':')).ToArray()).ToArray();

        Assert.All(ports.SelectMany(port => port), port => Assert.Equal("127.0.0.1", port[0]));
        Assert.All(ports, silo => Assert.Equal([$"{gateway}", "8080"], silo.Select(port => port[2])));
        Assert.Equal(6, ports.SelectMany(silo => silo.Select(port => port[1])).Distinct().Count());
    }

    [Fact]
    public void Passwords_ComeFromTheFileOfTheUser_AndHaveNoDefault()
    {
        var variables = Services.Values.SelectMany(service => service["environment"]?.AsObject().AsEnumerable() ?? []);

        Assert.All(
            variables.Where(variable => Regex.IsMatch(variable.Key, "PASSWORD|Token")),
            variable => Assert.Matches(@"^\$\{[A-Z_]+:\?[^}]+\}$", variable.Value!.ToString()));
        Assert.DoesNotMatch("(?i)password=", Text);
    }

    [Fact]
    public void EveryVariable_IsInTheExample_WhichHasNoSecret()
    {
        var example = Regex.Matches(Repository.Read("deploy/.env.example"), @"(?m)^([A-Z_]+)=(.*)$");

        Assert.Equal(
            Regex.Matches(Text, @"\$\{([A-Z_]+)").Select(variable => variable.Groups[1].Value).Distinct().Order(),
            example.Select(line => line.Groups[1].Value).Order());
        Assert.All(
            example.Where(line => line.Groups[1].Value != "ACCOUNTS_VERSION"),
            line => Assert.Equal("", line.Groups[2].Value));
    }

    [Fact]
    public void Silos_StartAfterTheMigration_WhichHasAnotherRole()
    {
        Assert.All(Silos, silo => Assert.Equal("service_completed_successfully", silo.TextAt("depends_on.migrate.condition")));
        Assert.All(Silos, silo => Assert.Equal("wait", silo.TextAt("environment.Accounts__Schema")));
        Yaml.AssertIs("{ postgres: { condition: service_healthy } }", Services["migrate"].At("depends_on"));
        Assert.Contains("Username=accounts_owner", Services["migrate"]["command"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.All(Silos, silo => Assert.Contains(
            "Username=accounts_silo;", silo.TextAt("environment.ConnectionStrings__Accounts"), StringComparison.Ordinal));
    }

    [Fact]
    public void Silo_ThatIsToLeave_HasTheTimeThatItTakes()
    {
        Assert.All(Silos, silo => Assert.True(int.Parse(silo.TextAt("stop_grace_period")!.TrimEnd('s'), null) > Repository.SecondsToStop));
    }

    [Fact]
    public void OurContainers_CannotWriteNorGainRights() =>
        Assert.All(Services.Where(service => service.Key != "postgres"), service =>
        {
            Assert.True((bool)service.Value["read_only"]!);
            Yaml.AssertIs("[ALL]", service.Value["cap_drop"]);
            Yaml.AssertIs("[\"no-new-privileges:true\"]", service.Value["security_opt"]);
        });

    [Fact]
    public void Postgres_IsPinned_AsksForItsHealthAndHasRoomForFourSilos()
    {
        var postgres = Services["postgres"];
        var pool = int.Parse(Regex.Match(Text, @"Maximum Pool Size=(\d+)").Groups[1].Value, null);
        var limit = int.Parse(Regex.Match(Text, @"max_connections=(\d+)").Groups[1].Value, null);

        Assert.Matches(@"^postgres:\d+$", postgres.TextAt("image"));
        Assert.Contains("pg_isready", postgres.At("healthcheck.test")!.ToJsonString(), StringComparison.Ordinal);
        // Accounts and membership have connections of their own, and others need some.
        Assert.True(limit > 4 * 2 * pool + 20);
    }

    [Fact]
    public void EveryFile_ThatIsMountedOrBuilt_Exists()
    {
        var mounted = Services["postgres"].ListAt("volumes").Select(volume => volume.ToString().Split(':')[0]);
        var stages = Regex.Matches(Repository.Read("deploy/Dockerfile"), @"(?m)^FROM .* AS (\w+)$");

        Assert.All(
            mounted.Where(path => path.StartsWith('.')),
            path => Assert.True(System.IO.File.Exists(Repository.PathOf(Path.Combine("deploy", path)))));
        Assert.All(
            Services.Values.Where(service => service["build"] is not null),
            service =>
            {
                Assert.Contains(service.TextAt("build.target"), stages.Select(stage => stage.Groups[1].Value));
                Assert.True(System.IO.File.Exists(Repository.PathOf(service.TextAt("build.dockerfile")!)));
            });
    }
}
