using System.Globalization;

namespace AccountGrains.Bench.Load;

/// <summary>One of those who ask: its own chances and its own request ids.</summary>
internal sealed class Client(string phase, int number)
{
    private readonly string prefix = string.Create(CultureInfo.InvariantCulture, $"{phase}{number}-");
    private long requests;

    /// <summary>The same in every run.</summary>
    public Random Random { get; } = new(phase[0] << 16 | number);

    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++requests}");
}
