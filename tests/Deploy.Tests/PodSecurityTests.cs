namespace AccountGrains.Deploy.Tests;

/// <summary>What every pod of an overlay may not do, and where it has its secrets from.</summary>
public sealed class PodSecurityTests
{
    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void EveryPod_RunsAsAUserThatIsNotRoot(string overlay) =>
        Assert.All(Overlay.Render(overlay).Pods, pod =>
        {
            Assert.True((bool)pod.Template.At("spec.securityContext.runAsNonRoot")!);
            Assert.True((int)pod.Template.At("spec.securityContext.runAsUser")! > 0);
            Assert.Equal("RuntimeDefault", pod.Template.TextAt("spec.securityContext.seccompProfile.type"));
        });

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void EveryContainer_HasAReadOnlyFileSystemAndNoCapability(string overlay) =>
        Assert.All(Overlay.Render(overlay).Containers, one => Yaml.AssertIs(
            "{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }",
            one.Container.At("securityContext")));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void EveryPod_HasNoTokenForKubernetes(string overlay) =>
        Assert.All(
            Overlay.Render(overlay).Pods,
            pod => Assert.False((bool)pod.Template.At("spec.automountServiceAccountToken")!));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void EveryContainer_SaysWhatItNeeds(string overlay) =>
        Assert.All(Overlay.Render(overlay).Containers, one =>
        {
            Assert.NotNull(one.Container.At("resources.requests.cpu"));
            Assert.NotNull(one.Container.At("resources.requests.memory"));
            Assert.NotNull(one.Container.At("resources.limits.memory"));
        });

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Namespace_EnforcesTheRestrictedStandard(string overlay) =>
        Assert.Equal(
            "restricted",
            (string?)Overlay.Render(overlay).Objects.Single(item => item.TextAt("kind") == "Namespace")
                .At("metadata.labels")!["pod-security.kubernetes.io/enforce"]);

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Secrets_AreReferredTo_AndNowhereInTheFiles(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var secret = rendered.Containers
            .SelectMany(one => one.Container.ListAt("env"))
            .Where(variable => Regex.IsMatch(variable.TextAt("name")!, "PASSWORD|Token|ConnectionStrings|STORE"))
            .ToArray();

        Assert.NotEmpty(secret);
        Assert.All(secret, variable => Assert.NotNull(variable.At("valueFrom.secretKeyRef.key")));
        Assert.DoesNotContain("Secret", rendered.Objects.Select(item => item.TextAt("kind")));
        Assert.DoesNotMatch("(?i)password *= *[^; ]", Regex.Replace(rendered.Text, "ACCOUNTS_[A-Z]+_PASSWORD=...", ""));
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void EverySecret_IsMadeInTheRunbook(string overlay)
    {
        var runbook = Repository.Read("deploy/runbook.md");

        Assert.All(References(Overlay.Render(overlay)), reference =>
        {
            var made = Regex.Match(runbook, $@"create secret generic {reference.Name} (\\\n|.)*");
            Assert.Contains($"--from-literal={reference.Key}=", made.Value, StringComparison.Ordinal);
        });
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Migration_AsksAsTheOwner_AndGrantsToTheSilosRole(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var job = rendered.Get("Job", "accounts-migrate").At("spec.template.spec.containers")![0]!;

        Assert.Equal(["accounts-owner"], SecretsOf(job));
        Assert.Equal(["accounts-silo"], SecretsOf(rendered.SiloContainer));
        Yaml.AssertIs("[migrate, --store, $(STORE), --grant-to, accounts_silo]", job.At("args"));
        Assert.Contains("ROLE accounts_silo LOGIN", Repository.Read("deploy/postgres/roles.sql"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> SecretsOf(JsonNode container) =>
        container.ListAt("env").Select(one => one.TextAt("valueFrom.secretKeyRef.name")).OfType<string>().Distinct();

    private static IEnumerable<(string Name, string Key)> References(Overlay overlay) =>
        from one in overlay.Containers
        from variable in one.Container.ListAt("env")
        let secret = variable.At("valueFrom.secretKeyRef")
        where secret is not null
        select (secret.TextAt("name"), secret.TextAt("key"));
}
