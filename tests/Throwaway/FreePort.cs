using System.Net;
using System.Net.Sockets;

namespace AccountGrains.Throwaway;

/// <summary>Ports that nobody listens on, below those that the system gives to outgoing connections.</summary>
public static class FreePort
{
    // Test runs at the same time begin at different places.
    private static int last = 12_000 + Environment.ProcessId % 1_000 * 20;

    public static int Next()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref last);
            if (IsFree(port)) return port;
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
