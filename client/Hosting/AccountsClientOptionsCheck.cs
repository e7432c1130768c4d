using Microsoft.Extensions.Options;

namespace AccountGrains.Client;

/// <summary>
/// Refuses options that cannot work, when the process starts. Each problem names the option, the value and the limit.
/// </summary>
/// <param name="usesGateways">Whether the silos are found by <see cref="AccountsClientOptions.Gateways"/>.</param>
internal sealed class AccountsClientOptionsCheck(bool usesGateways) : IValidateOptions<AccountsClientOptions>
{
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, AccountsClientOptions options)
    {
        string[] problems =
        [
            .. CheckGateways(options.Gateways ?? []),
            .. CheckId(nameof(options.ClusterId), options.ClusterId),
            .. CheckId(nameof(options.ServiceId), options.ServiceId),
            .. CheckTimes(options),
        ];
        return problems is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> CheckGateways(IList<string> gateways)
    {
        if (!usesGateways)
        {
            if (gateways.Count > 0) yield return "Gateways: must be empty where the cluster is found in another way";
            yield break;
        }

        if (gateways.Count == 0) yield return "Gateways: is empty; at least one host:port is needed";
        foreach (var gateway in gateways)
        {
            if (!Gateway.TryParse(gateway, out _))
                yield return $"Gateways: '{gateway}' is not host:port with a port of 1 to 65535";
        }
    }

    private static IEnumerable<string> CheckId(string option, string? id)
    {
        if (string.IsNullOrWhiteSpace(id)) yield return $"{option}: is missing; the id that the silos have is needed";
    }

    private static IEnumerable<string> CheckTimes(AccountsClientOptions options)
    {
        if (options.Deadline <= TimeSpan.Zero || options.Deadline > LongestDeadline)
            yield return $"Deadline: {options.Deadline} is not above 0 and at most {LongestDeadline}";
        if (options.CallTimeout <= TimeSpan.Zero || options.CallTimeout >= options.Deadline)
            yield return $"CallTimeout: {options.CallTimeout} is not above 0 and below the Deadline of {options.Deadline}";
    }
}
