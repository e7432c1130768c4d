namespace AccountGrains.Cli.Demo;

/// <summary>What happened, line by line, and what came of it.</summary>
internal sealed record Telling(IReadOnlyList<string> Story, string Result, bool IsRight);
