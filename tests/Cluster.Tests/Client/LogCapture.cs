using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>Keeps what one type logs, and tells when it logs first.</summary>
internal sealed class LogCapture<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> messages = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<string> Messages => messages;

    public Task First => first.Task;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        messages.Enqueue(formatter(state, exception));
        first.TrySetResult();
    }
}
