using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>The names, the address and the ports of a silo.</summary>
internal sealed partial class SiloOptionsRules : IValidateOptions<SiloOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var problems = new Problems();
        CheckName(problems, nameof(options.ClusterId), options.ClusterId);
        CheckName(problems, nameof(options.ServiceId), options.ServiceId);
        problems.Check(
            IPAddress.TryParse(options.AdvertisedAddress, out var address) && IsOfOneMachine(address),
            nameof(options.AdvertisedAddress),
            options.AdvertisedAddress,
            "the IP address of one machine");
        problems.CheckRange(nameof(options.SiloPort), options.SiloPort, 1, 65_535);
        problems.CheckRange(nameof(options.GatewayPort), options.GatewayPort, 1, 65_535);
        problems.Check(
            options.GatewayPort != options.SiloPort,
            nameof(options.GatewayPort),
            options.GatewayPort,
            $"another port than {SiloOptions.Section}:{nameof(options.SiloPort)}");
        return problems.Result;
    }

    private static void CheckName(Problems problems, string key, string value) =>
        problems.Check(Name().IsMatch(value), key, value, "1 to 100 letters, digits, dots, hyphens or underscores");

    // From 224 on there are the addresses of groups and of everybody.
    private static bool IsOfOneMachine(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes()[0] is > 0 and < 224
        : !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6Multicast;

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Name();
}
