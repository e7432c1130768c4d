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
        CheckName(problems, nameof(options.SiloName), options.SiloName);
        problems.Check(
            IPAddress.TryParse(options.AdvertisedAddress, out var address) && IsOfOneMachine(address),
            nameof(options.AdvertisedAddress),
            options.AdvertisedAddress,
            "the IP address of one machine");
        CheckPorts(
            problems,
            (nameof(options.SiloPort), options.SiloPort),
            (nameof(options.GatewayPort), options.GatewayPort),
            (nameof(options.AdminPort), options.AdminPort));
        return problems.Result;
    }

    private static void CheckPorts(Problems problems, params (string Key, int Port)[] ports)
    {
        for (var i = 0; i < ports.Length; i++)
        {
            var (key, port) = ports[i];
            problems.CheckRange(key, port, 1, 65_535);
            foreach (var other in ports[..i])
                problems.Check(port != other.Port, key, port, $"another port than {SiloOptions.Section}:{other.Key}");
        }
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
