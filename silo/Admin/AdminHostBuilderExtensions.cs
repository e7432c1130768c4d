using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;

namespace AccountGrains.Silo;

/// <summary>The admin port: a web server that listens there alone.</summary>
internal static class AdminHostBuilderExtensions
{
    public static IHostBuilder ConfigureAdmin(this IHostBuilder host, SiloSettings settings) => host.ConfigureWebHost(
        web => web
            .UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(new Endpoints(settings.Silo).AdminListening);
            })
            .ConfigureServices(services => AddServices(services, settings))
            .Configure(app => app
                .UseRouting()
                .UseAuthentication()
                .UseAuthorization()
                .UseEndpoints(endpoints => endpoints.MapAdmin(settings))),
        // The settings of the silo say where it listens; images of .NET set variables that would have a word in it.
        options => options.SuppressEnvironmentConfiguration = true);

    private static void AddServices(IServiceCollection services, SiloSettings settings)
    {
        services.AddRouting();
        services.AddSiloHealth(settings);
        AddAuthentication(services, settings);
        services.AddAuthorization();
    }

    // The framework's AddAuthentication would also keep keys for cookies, in files.
    private static void AddAuthentication(IServiceCollection services, SiloSettings settings)
    {
        services.AddAuthenticationCore(options => options.DefaultScheme = TokenAuthentication.Scheme);
        services.AddSingleton(UrlEncoder.Default);
        new AuthenticationBuilder(services)
            .AddScheme<TokenOptions, TokenAuthentication>(TokenAuthentication.Scheme, options => options.Token = settings.AdminToken);
        // It would tell of each request without the token, which is the caller's problem, and has its answer.
        services.AddLogging(logging => logging.AddFilter(typeof(TokenAuthentication).FullName, LogLevel.Warning));
    }
}
