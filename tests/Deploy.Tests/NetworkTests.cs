namespace AccountGrains.Deploy.Tests;

/// <summary>Who may talk to whom on Kubernetes, and by which names.</summary>
public sealed class NetworkTests
{
    private const string Silos = "{ podSelector: { matchLabels: { app.kubernetes.io/name: accounts-silo } } }";
    private const string Monitoring = "{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }";

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Traffic_ThatNobodyNames_IsRefused(string overlay) =>
        Yaml.AssertIs("{ podSelector: {}, policyTypes: [Ingress, Egress] }", Policy(overlay, "deny-all"));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Gateway_AnswersLabelledPodsOfLabelledNamespaces(string overlay) => Yaml.AssertIs(
        """
        from:
          - namespaceSelector: { matchLabels: { accounts/clients: allowed } }
            podSelector: { matchLabels: { accounts/client: "true" } }
        ports: [{ protocol: TCP, port: gateway }]
        """,
        Ingress(overlay, "gateway"));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void SiloPort_AnswersSilosAlone(string overlay) =>
        Yaml.AssertIs($"{{ from: [{Silos}], ports: [{{ protocol: TCP, port: silo }}] }}", Ingress(overlay, "silo"));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void AdminPort_AnswersTheMonitoringAlone(string overlay) =>
        Yaml.AssertIs($"{{ from: [{Monitoring}], ports: [{{ protocol: TCP, port: admin }}] }}", Ingress(overlay, "admin"));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Silos_CallEachOtherAndTheCollector(string overlay) => Yaml.AssertIs(
        $$"""
        - to: [{{Silos}}]
          ports: [{ protocol: TCP, port: 11111 }]
        - to: [{{Monitoring}}]
          ports: [{ protocol: TCP, port: 4317 }, { protocol: TCP, port: 4318 }]
        """,
        Policy(overlay, "accounts-silo").At("egress"));

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void Database_IsReachedAtItsAddressAlone(string overlay)
    {
        var egress = Policy(overlay, "accounts-database").ListAt("egress");

        Assert.Equal(2, egress.Count);
        Yaml.AssertIs("[{ protocol: TCP, port: 5432 }]", egress[0].At("ports"));
        Assert.NotEmpty(egress[0].ListAt("to"));
        Yaml.AssertIs("[{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]", egress[1].At("ports"));
        Assert.DoesNotContain("192.0.2.1/32", egress[0].ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void GatewayName_StandsForSilosThatAreReady(string overlay)
    {
        var service = Overlay.Render(overlay).Get("Service", "accounts-gateway");

        AssertHeadless(overlay, service, "gateway");
        Assert.False((bool)service.At("spec.publishNotReadyAddresses")!);
    }

    [SkippableTheory]
    [ClassData(typeof(OverlayData))]
    public void AdminName_StandsForAllSilos(string overlay)
    {
        var service = Overlay.Render(overlay).Get("Service", "accounts-admin");

        AssertHeadless(overlay, service, "admin");
        Assert.True((bool)service.At("spec.publishNotReadyAddresses")!);
    }

    private static void AssertHeadless(string overlay, JsonNode service, string port)
    {
        var ports = Overlay.Render(overlay).SiloContainer.ListAt("ports");
        Assert.Equal("None", service.TextAt("spec.clusterIP"));
        Yaml.AssertIs("{ app.kubernetes.io/name: accounts-silo }", service.At("spec.selector"));
        var published = Assert.Single(service.ListAt("spec.ports"));
        Assert.Equal(port, published.TextAt("targetPort"));
        // The name gives addresses only, so whoever uses it must know the port of the silo itself.
        Assert.Equal(ports.Single(one => one.TextAt("name") == port).TextAt("containerPort"), published.TextAt("port"));
    }

    private static JsonNode Policy(string overlay, string name) => Overlay.Render(overlay).Get("NetworkPolicy", name).At("spec")!;

    private static JsonNode Ingress(string overlay, string port) => Policy(overlay, "accounts-silo").ListAt("ingress")
        .Single(rule => rule.ListAt("ports").Any(one => one.TextAt("port") == port));
}
