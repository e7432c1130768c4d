using k8s;

namespace AccountGrains.Deploy.Tests;

/// <summary>How silos run on Kubernetes.</summary>
public sealed class SiloManifestTests
{
    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void EveryField_IsOneThatKubernetesKnows(string overlay) =>
        Assert.NotEmpty(KubernetesYaml.LoadAllFromString(Overlay.Render(overlay).Text, strict: true));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Deployment_InARollingUpdate_HasThreeSilosAllTheTime(string overlay)
    {
        var deployment = Overlay.Render(overlay).Get("Deployment", "accounts-silo");

        Yaml.AssertIs(
            "{ type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }", deployment.At("spec.strategy"));
        Assert.True((int)deployment.At("spec.replicas")! >= 3);
        Assert.True((int)deployment.At("spec.minReadySeconds")! > 0);
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void DisruptionBudget_OfTheSilos_LetsOneLeave(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var budget = rendered.Get("PodDisruptionBudget", "accounts-silo");

        Assert.Equal(1, (int)budget.At("spec.maxUnavailable")!);
        AssertSelectsSilos(rendered, budget.At("spec.selector.matchLabels"));
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Silos_PreferOtherHosts_WithoutStandingInTheWayOfASurge(string overlay)
    {
        var affinity = Overlay.Render(overlay).SiloPod.At("affinity.podAntiAffinity");

        var preferred = Assert.Single(affinity.ListAt("preferredDuringSchedulingIgnoredDuringExecution"));
        Assert.Equal("kubernetes.io/hostname", preferred.TextAt("podAffinityTerm.topologyKey"));
        AssertSelectsSilos(Overlay.Render(overlay), preferred.At("podAffinityTerm.labelSelector.matchLabels"));
        Assert.Null(affinity.At("requiredDuringSchedulingIgnoredDuringExecution"));
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Silos_OfOneVersion_AreSpreadOverHostsAndZones(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var spread = rendered.SiloPod.ListAt("topologySpreadConstraints");

        Assert.Equal(["kubernetes.io/hostname", "topology.kubernetes.io/zone"], spread.Select(one => one.TextAt("topologyKey")));
        Assert.Equal("DoNotSchedule", spread[0].TextAt("whenUnsatisfiable"));
        Assert.All(spread, one => AssertSelectsSilos(rendered, one.At("labelSelector.matchLabels")));
        // Counting the silos that are replaced would leave the new ones without a place.
        Assert.All(spread, one => Yaml.AssertIs("[pod-template-hash]", one.At("matchLabelKeys")));
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Probes_OfASilo_AskTheAdminPort(string overlay)
    {
        var silo = Overlay.Render(overlay).SiloContainer;

        Yaml.AssertIs("{ path: /health/startup, port: admin }", silo.At("startupProbe.httpGet"));
        Yaml.AssertIs("{ path: /health/live, port: admin }", silo.At("livenessProbe.httpGet"));
        Yaml.AssertIs("{ path: /health/ready, port: admin }", silo.At("readinessProbe.httpGet"));
    }

    [Theory]
    [InlineData("/health/startup")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public void Probes_AskWhatASiloAnswers(string path) =>
        Assert.Contains($"MapHealthChecks(\"{path}\"", Repository.Read("silo/Health/HealthServices.cs"), StringComparison.Ordinal);

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Ports_OfASilo_AreThoseOfItsSettings(string overlay)
    {
        var rendered = Overlay.Render(overlay);
        var settings = rendered.Objects.Single(item => item.TextAt("kind") == "ConfigMap"
            && item.TextAt("metadata.name") == rendered.SiloContainer.ListAt("envFrom").Single().TextAt("configMapRef.name"));

        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["silo"] = settings.TextAt("data.Accounts__SiloPort"),
                ["gateway"] = settings.TextAt("data.Accounts__GatewayPort"),
                ["admin"] = settings.TextAt("data.Accounts__AdminPort"),
            },
            rendered.SiloContainer.ListAt("ports")
                .ToDictionary(port => port.TextAt("name")!, port => port.TextAt("containerPort")));
        Assert.Equal("wait", settings.TextAt("data.Accounts__Schema"));
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Silo_ThatIsToLeave_HasTheTimeThatItTakes(string overlay)
    {
        Assert.True((int)Overlay.Render(overlay).SiloPod.At("terminationGracePeriodSeconds")! > Repository.SecondsToStop);
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Silo_KnowsItsPodsNameAndAddress_WithoutAskingKubernetes(string overlay)
    {
        var environment = Overlay.Render(overlay).SiloContainer.ListAt("env").ToDictionary(one => one.TextAt("name")!);

        Assert.Equal("metadata.name", environment["Accounts__SiloName"].TextAt("valueFrom.fieldRef.fieldPath"));
        Assert.Equal("status.podIP", environment["Accounts__AdvertisedAddress"].TextAt("valueFrom.fieldRef.fieldPath"));
        Assert.DoesNotContain("ServiceAccount", Overlay.Render(overlay).Objects.Select(item => item.TextAt("kind")));
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Images_AreOfOneVersion_AndNotWhateverIsLatest(string overlay)
    {
        var images = Overlay.Render(overlay).Containers.Select(one => one.Container.TextAt("image")!).ToArray();

        Assert.All(images, image => Assert.Matches(@":[^:/]+$", image));
        Assert.DoesNotContain(images, image => image.EndsWith(":latest", StringComparison.Ordinal));
        var ours = images.Where(image => image.Contains("accounts-", StringComparison.Ordinal));
        Assert.Single(ours.Select(image => image.Split(':')[^1]).Distinct());
    }

    private static void AssertSelectsSilos(Overlay overlay, JsonNode? labels)
    {
        var silo = overlay.Get("Deployment", "accounts-silo").At("spec.template.metadata.labels")!.AsObject();
        Assert.NotEmpty(labels!.AsObject());
        Assert.All(labels.AsObject(), label => Assert.Equal(label.Value!.ToString(), silo[label.Key]?.ToString()));
    }
}
