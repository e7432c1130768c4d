using System.Net.Http.Headers;
using System.Text;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Asks what a port of a silo answers over HTTP.</summary>
public sealed class AdminClient : IDisposable
{
    /// <summary>A token that is as it must be.</summary>
    public const string Token = "a-token-of-tests-0123456789";

    private readonly HttpClient http;

    public AdminClient(int port)
    {
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    /// <summary>Who has the token.</summary>
    public static AuthenticationHeaderValue Bearer { get; } = new("Bearer", Token);

    /// <summary>A browser whose user typed a password.</summary>
    public static AuthenticationHeaderValue Basic(string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{password}")));

    public async Task<AdminAnswer> AskAsync(string path, AuthenticationHeaderValue? caller = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = caller;
        using var response = await http.SendAsync(request);
        return new AdminAnswer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
    }

    /// <summary>The same, or null where nobody answers.</summary>
    public async Task<AdminAnswer?> TryAskAsync(string path)
    {
        try
        {
            return await AskAsync(path);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
