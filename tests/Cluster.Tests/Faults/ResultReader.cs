using System.Text;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>Reads a file of results while it grows.</summary>
internal sealed class ResultReader(string path)
{
    private readonly List<Result> results = [];
    private long position;

    /// <summary>All results until now.</summary>
    public IReadOnlyList<Result> Read()
    {
        if (!File.Exists(path)) return results;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = position;
        var bytes = new byte[file.Length - position];
        file.ReadExactly(bytes);
        // The last line may be on its way.
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        position += whole;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        results.AddRange(lines.Select(Result.Parse));
        return results;
    }
}
