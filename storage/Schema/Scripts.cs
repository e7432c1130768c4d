using System.Reflection;

namespace AccountGrains.Storage;

/// <summary>The SQL files of this folder, which are part of the assembly.</summary>
internal static class Scripts
{
    private static readonly Assembly Assembly = typeof(Scripts).Assembly;

    /// <summary>Their names, after that of the folder where they are in one: <c>Postgres/002_transactions.sql</c>.</summary>
    public static IEnumerable<string> Names => Assembly.GetManifestResourceNames();

    public static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var stream = Assembly.GetManifestResourceStream(name)!;
        using var text = new StreamReader(stream);
        return await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }
}
