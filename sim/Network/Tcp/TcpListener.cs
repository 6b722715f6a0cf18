using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Waits for connections on a port of a node (state LISTEN). A crash of the node closes it.</summary>
public sealed class TcpListener
{
    private readonly TcpStack _stack;

    internal TcpListener(TcpStack stack, ushort port, TcpOptions options)
    {
        _stack = stack;
        Port = port;
        Options = options;
        Accepted = new Mailbox<TcpConnection>(stack.Node.Simulation, options.BacklogMax);
    }

    /// <summary>The node.</summary>
    public Node Node => _stack.Node;

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>Parameters of the connections that it makes.</summary>
    public TcpOptions Options { get; }

    /// <summary>Established connections that nobody has accepted.</summary>
    public Mailbox<TcpConnection> Accepted { get; }

    /// <summary>Connections whose handshake is under way.</summary>
    public int HalfOpenCount { get; internal set; }

    /// <summary>True after <see cref="Close"/> or a crash of the node.</summary>
    public bool IsClosed { get; private set; }

    internal bool IsFull => HalfOpenCount + Accepted.Count >= Options.BacklogMax;

    /// <summary>The next established connection.</summary>
    public Receive<TcpConnection> Accept() => Accepted.Receive();

    /// <summary>The next established connection, or nothing if none comes within a time.</summary>
    /// <param name="limit">Counted from now.</param>
    public ReceiveWithin<TcpConnection> Accept(SimTime limit) => Accepted.Receive(limit);

    /// <summary>Ends listening; connections that nobody has accepted are aborted.</summary>
    public void Close()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        _stack.Forget(this);
        while (Accepted.TryReceive(out TcpConnection? connection))
        {
            connection.Abort();
        }
    }

    internal void Offer(TcpConnection connection)
    {
        bool isTaken = Accepted.Put(connection);
        Invariant.Require(isTaken, "the backlog has room for each connection that was let in");
    }
}
