using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace AccountGrains.Silo;

/// <summary>Where a silo listens and what it tells others to connect to.</summary>
internal sealed class Endpoints(SiloOptions options)
{
    private readonly IPAddress advertised = IPAddress.Parse(options.AdvertisedAddress);

    public IPEndPoint Silo => new(advertised, options.SiloPort);

    public IPEndPoint Gateway => new(advertised, options.GatewayPort);

    public IPEndPoint Admin => new(advertised, options.AdminPort);

    public IPEndPoint AdminListening => new(Listening, options.AdminPort);

    private IPAddress Listening => IPAddress.IsLoopback(advertised) ? advertised
        : advertised.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    public void Configure(EndpointOptions endpoints)
    {
        endpoints.AdvertisedIPAddress = advertised;
        endpoints.SiloPort = options.SiloPort;
        endpoints.GatewayPort = options.GatewayPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(Listening, options.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(Listening, options.GatewayPort);
    }

    /// <summary>Finds a port that is taken before Orleans does, which would say so by a page of stack traces.</summary>
    /// <exception cref="SettingsException">A port cannot be listened on.</exception>
    public void Check()
    {
        Check(nameof(options.SiloPort), options.SiloPort);
        Check(nameof(options.GatewayPort), options.GatewayPort);
        Check(nameof(options.AdminPort), options.AdminPort);
    }

    private void Check(string key, int port)
    {
        using var listener = new TcpListener(Listening, port);
        try
        {
            listener.Start();
        }
        catch (SocketException refused)
        {
            throw new SettingsException(
                $"{SiloOptions.Section}:{key}: {Listening} port {port} cannot be listened on: {refused.Message}");
        }
    }
}
