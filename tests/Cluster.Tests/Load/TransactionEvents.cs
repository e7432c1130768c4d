using System.Collections.Concurrent;
using System.Diagnostics;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>Counts what Orleans' transactions say of themselves, such as locks that expired.</summary>
internal sealed class TransactionEvents : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IDisposable> subscriptions = [];

    private readonly string[] names;

    /// <summary>Counts these alone: to describe an event costs time, and most of them nobody wants to know of.</summary>
    public TransactionEvents(params string[] names)
    {
        this.names = names;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public int Count() => counts.Values.Sum();

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Orleans.Transactions") subscriptions.Add(value.Subscribe(this, name => names.Contains(name)));
    }

    public void OnNext(KeyValuePair<string, object?> value) => counts.AddOrUpdate(value.Key, 1, (_, count) => count + 1);

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
    }
}
