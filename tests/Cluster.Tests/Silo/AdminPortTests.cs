using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>What the admin port answers, and to whom.</summary>
public sealed class AdminPortTests(AdminPortTests.Silo silo) : IClassFixture<AdminPortTests.Silo>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/startup")]
    [InlineData("/health/ready")]
    public async Task Health_WithoutTheToken_IsToldAndNamesNoServer(string path)
    {
        var answer = await silo.Process.Admin.AskAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("Healthy\n", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Server", answer.Headers.Keys);
    }

    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/metrics")]
    public async Task WhatOperatorsSee_WithoutTheToken_IsRefusedAndSaysHowToCome(string path)
    {
        var answer = await silo.Process.Admin.AskAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("", answer.Text);
        Assert.Equal("Bearer, Basic realm=\"accounts\", charset=\"UTF-8\"", answer.Headers["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("Bearer wrong-token-of-tests-0123")]
    [InlineData("Bearer")]
    [InlineData("Bearer " + AdminClient.Token + "0")]
    [InlineData("Digest " + AdminClient.Token)]
    [InlineData("Basic " + AdminClient.Token)]
    [InlineData("Basic YW55Ym9keQ==")]
    [InlineData("Basic")]
    [InlineData(AdminClient.Token)]
    public async Task Dashboard_WithAnythingButTheToken_IsRefused(string authorization)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{silo.Process.AdminPort}/dashboard/");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(AdminClient.Token + "0")]
    public async Task Dashboard_WithAWrongPassword_IsRefused(string password) => Assert.Equal(
        HttpStatusCode.Unauthorized, (await silo.Process.Admin.AskAsync("/dashboard/", AdminClient.Basic(password))).Status);

    [Fact]
    public async Task Dashboard_WithTheToken_IsShownToProgramsAndBrowsers()
    {
        Assert.Equal(HttpStatusCode.OK, (await silo.Process.Admin.AskAsync("/dashboard/", AdminClient.Bearer)).Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await silo.Process.Admin.AskAsync("/dashboard/", AdminClient.Basic(AdminClient.Token))).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/index.html")]
    public async Task AnythingElse_IsNotThere(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Process.Admin.AskAsync(path, AdminClient.Bearer)).Status);

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/DashboardCounters?exclude=none")]
    [InlineData("/metrics")]
    public async Task Dashboard_OfASiloWithoutAToken_IsNotThere(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Closed.Admin.AskAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Closed.Admin.AskAsync(path, AdminClient.Bearer)).Status);
    }

    [Fact]
    public async Task OtherPorts_AskedOverHttp_GiveNoAnswer()
    {
        foreach (var port in new[] { silo.Process.SiloPort, silo.Process.GatewayPort })
            Assert.DoesNotContain("HTTP", await SendAsync(port, "GET /health/live HTTP/1.1\r\nHost: silo\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdminPort_AskedAsAGateway_SpeaksHttpAlone()
    {
        // What a client of Orleans sends first: the lengths of a header and of a body.
        var answer = await SendAsync(silo.Process.AdminPort, "\x10\0\0\0\x20\0\0\0 a client says who it is\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 Bad Request", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Silo_WithTheToken_NeverWritesIt() =>
        Assert.DoesNotContain(AdminClient.Token, silo.Process.Output + silo.Process.Errors, StringComparison.Ordinal);

    /// <summary>Gives the answer up to the end of the connection, or up to where nothing more comes.</summary>
    private static async Task<string> SendAsync(int port, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var answer = new byte[64];
        try
        {
            return Encoding.Latin1.GetString(answer, 0, await stream.ReadAsync(answer, limit.Token));
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            return "";
        }
    }

    /// <summary>A silo whose operators have a token, and one whose have none.</summary>
    public sealed class Silo : IAsyncLifetime
    {
        public SiloProcess Process { get; private set; } = null!;

        public SiloProcess Closed { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Process = await SiloProcess.StartAsync(null, $"Accounts:AdminToken={AdminClient.Token}");
            Closed = await SiloProcess.StartAsync(null);
        }

        public async Task DisposeAsync()
        {
            if (Process is not null) await Process.DisposeAsync();
            if (Closed is not null) await Closed.DisposeAsync();
        }
    }
}
