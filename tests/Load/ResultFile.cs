namespace AccountGrains.Load;

/// <summary>The file that keeps what callers were told. Every line is there as soon as it is known.</summary>
internal sealed class ResultFile(string path) : IDisposable
{
    private readonly StreamWriter writer = new(path) { AutoFlush = true };
    private long count;

    public long Count => Interlocked.Read(ref count);

    public void Add(Result result)
    {
        lock (writer) writer.WriteLine(result);
        Interlocked.Increment(ref count);
    }

    public void Dispose() => writer.Dispose();
}
