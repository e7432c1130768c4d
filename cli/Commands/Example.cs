namespace AccountGrains.Cli.Commands;

/// <summary>The description of a command: what it does, and one way to say it.</summary>
internal static class Example
{
    public static string Describe(string description, string example) => $"{description}{Environment.NewLine}  accounts {example}";
}
