using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>The token. It is never shown, however wrong it is.</summary>
internal sealed class AdminOptionsRules : IValidateOptions<AdminOptions>
{
    private const int Shortest = 16;
    private const int Longest = 256;

    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        if (options.AdminToken is not { } token) return ValidateOptionsResult.Success;
        var isRight = token.Length is >= Shortest and <= Longest && token.All(character => character is > ' ' and <= '~');
        return isRight ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            $"{SiloOptions.Section}:{nameof(options.AdminToken)} must be {Shortest} to {Longest} printable ASCII characters without "
            + $"spaces, not {token.Length} characters: leave it out for a silo without metrics and dashboard");
    }
}
