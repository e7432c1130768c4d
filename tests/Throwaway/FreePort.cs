using System.Net;
using System.Net.Sockets;

namespace AccountGrains.Throwaway;

/// <summary>
/// Ports that nobody listens on, below those that the system gives to outgoing connections. Each process has some for itself until it
/// ends: seconds pass before somebody listens on what was found free.
/// </summary>
public static class FreePort
{
    private const int First = 12_000;
    private const int Each = 1_000;
    private const int Processes = 20;

    private static readonly Lock Gate = new();
    private static readonly List<FileStream> Taken = [];
    private static int next;
    private static int end;

    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                if (next == end) Take();
                if (IsFree(++next)) return next;
            }
        }
    }

    private static void Take()
    {
        for (var i = 0; i < Processes; i++)
        {
            if (TryLock(Path.Combine(Path.GetTempPath(), $"accounts-ports-{i}")) is not { } taken) continue;
            Taken.Add(taken);
            next = First + (i * Each);
            end = next + Each;
            return;
        }

        throw new InvalidOperationException($"{Processes} processes have all ports from {First} to {First + (Processes * Each)}");
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
