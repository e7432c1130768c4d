using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>The levels of the log, whose own reader does not say which key is wrong.</summary>
internal sealed class LogLevelRules(IConfiguration configuration) : IValidateOptions<SiloOptions>
{
    private static readonly string[] Levels = Enum.GetNames<LogLevel>();

    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var problems = new Problems();
        var levels = configuration.GetSection("Logging").AsEnumerable()
            .Where(pair => pair.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(pair.Value));
        foreach (var (key, level) in levels.Where(pair => !Levels.Contains(pair.Value, StringComparer.OrdinalIgnoreCase)))
            problems.Add($"{key}: '{level}' must be {string.Join(" or ", Levels)}");
        return problems.Result;
    }
}
