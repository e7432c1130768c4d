using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>The token that callers must have.</summary>
internal sealed class TokenOptions : AuthenticationSchemeOptions
{
    public string? Token { get; set; }
}

/// <summary>Knows a caller by the token: as a bearer of it, or as the password of any user, which is what browsers ask for.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<TokenOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<TokenOptions>(options, logger, encoder)
{
    public new const string Scheme = "Token";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header))
            return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(Options.Token is { } expected && Find(header) is { } given && AreEqual(given, expected)
            ? AuthenticateResult.Success(new AuthenticationTicket(Operator(), Scheme))
            : AuthenticateResult.Fail("the token is wrong"));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = new[] { "Bearer", "Basic realm=\"accounts\", charset=\"UTF-8\"" };
        return Task.CompletedTask;
    }

    private static ClaimsPrincipal Operator() => new(new ClaimsIdentity(Scheme));

    private static string? Find(AuthenticationHeaderValue header) => header.Scheme.ToUpperInvariant() switch
    {
        "BEARER" => header.Parameter,
        "BASIC" => Password(header.Parameter ?? ""),
        _ => null,
    };

    private static string? Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? parts[1] : null;
    }

    // Of hashes, as the time to compare texts would tell the length of the token.
    private static bool AreEqual(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Hash(given), Hash(expected));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
