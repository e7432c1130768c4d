using AccountGrains.Ledger;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace AccountGrains.Client;

/// <summary>Why an attempt gave no answer, whether it may have been carried out, and whether another one is in vain.</summary>
internal sealed record Failure(string Reason, bool InDoubt, bool IsFinal = false, Exception? Exception = null)
{
    /// <summary>The failure that a silo tells, or null where it tells a receipt.</summary>
    public static Failure? Of(ReplyMessage reply)
    {
        if (reply.Failure is { } reason) return new Failure(reason, reply.InDoubt, reply.Final);
        return reply.Entry is null ? new Failure("the silo's answer holds no receipt", InDoubt: true, IsFinal: true) : null;
    }

    /// <summary>
    /// Whatever ends an attempt after it was sent leaves it in doubt: the same exception is thrown on this side of the wire
    /// and on the other.
    /// </summary>
    public static Failure Of(Exception exception) => exception switch
    {
        NotSentException unsent => new Failure(unsent.Message, InDoubt: false, unsent.IsFinal, unsent.InnerException),
        // Gateways say it to clients alone, before they look at the request.
        GatewayTooBusyException => new Failure("the silos have too much work", InDoubt: false, Exception: exception),
        TimeoutException => new Failure("no answer came in time", InDoubt: true, Exception: exception),
        // Their messages print the whole request, which is nobody's business in a log.
        OrleansException => new Failure(
            $"no silo answered ({exception.GetType().Name})", InDoubt: true, !IsTransient(exception), exception),
        _ => new Failure(exception.Message, InDoubt: true, !IsTransient(exception), exception),
    };

    private static bool IsTransient(Exception exception) => exception
        is OrleansMessageRejectionException
        or ConnectionFailedException
        or LimitExceededException
        or StoreException
        // A silo that stops throws these two from whatever it was about to do.
        or ObjectDisposedException
        or OperationCanceledException
        // What a silo threw and this process does not know: the database's or the transaction's.
        or UnavailableExceptionFallbackException;
}
