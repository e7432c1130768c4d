using System.Collections.Concurrent;
using System.Reflection;
using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>
/// A cluster that answers as it is told and remembers what it was asked. Its grains are proxies: a class that implements a grain
/// interface would be taken for a grain by every silo of this process.
/// </summary>
internal sealed class FakeCluster
{
    private readonly Queue<Func<object>> answers = [];
    private readonly ConcurrentQueue<(string Grain, string Method, object? Argument)> calls = [];

    public FakeCluster() => Grains = Fake<IGrainFactory>((method, arguments) => Find(method.ReturnType, arguments![0]!));

    public IGrainFactory Grains { get; }

    /// <summary>Thrown where a grain is looked for, as by a client that knows no silo.</summary>
    public Exception? NoGrains { get; set; }

    public IReadOnlyList<(string Grain, string Method, object? Argument)> Calls => [.. calls];

    public IReadOnlyList<CommandMessage> Commands => [.. Calls.Select(call => call.Argument).OfType<CommandMessage>()];

    /// <summary>What comes of the next calls, in order; the last of all stays.</summary>
    public FakeCluster Answers(params object[] next)
    {
        foreach (var answer in next) answers.Enqueue(() => answer);
        return this;
    }

    public FakeCluster Answers(Func<object> next)
    {
        answers.Enqueue(next);
        return this;
    }

    /// <summary>An answer that never comes.</summary>
    public static object Silence { get; } = new();

    public static ReplyMessage Applied(string requestId = "r1", bool isReplay = false) =>
        ReplyMessage.Of(new Receipt(Outcome.Applied, Sample.Entry(requestId), isReplay));

    private object Find(Type grain, object key)
    {
        if (NoGrains is { } unknown) throw unknown;
        if (grain == typeof(IAccountGrain)) return Fake<IAccountGrain>((method, arguments) => Answer($"account {key}", method, arguments));
        return grain == typeof(ISettlementGrain)
            ? Fake<ISettlementGrain>((method, arguments) => Answer($"settlement {key}", method, arguments))
            : Fake<ITransferGrain>((method, arguments) => Answer($"transfer {key}", method, arguments));
    }

    private object Answer(string grain, MethodInfo method, object?[]? arguments)
    {
        calls.Enqueue((grain, method.Name, arguments is [var argument] ? argument : null));
        var answer = (answers.Count > 1 ? answers.Dequeue() : answers.Peek())();
        var result = method.ReturnType.GetGenericArguments()[0];
        return typeof(FakeCluster).GetMethod(nameof(TaskOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(result).Invoke(null, [answer])!;
    }

    private static Task<T> TaskOf<T>(object answer) => answer switch
    {
        Exception exception => Task.FromException<T>(exception),
        Task<T> later => later,
        _ when answer == Silence => new TaskCompletionSource<T>().Task,
        _ => Task.FromResult(answer is T known ? known : default!),
    };

    private static T Fake<T>(Func<MethodInfo, object?[]?, object?> invoke) where T : class
    {
        var fake = DispatchProxy.Create<T, FakeProxy>();
        ((FakeProxy)(object)fake).Answer = invoke;
        return fake;
    }
}
