using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>How the wait for an answer ended.</summary>
public enum DiameterOutcome
{
    /// <summary>An answer has come.</summary>
    Answered,

    /// <summary>None came in time.</summary>
    NoAnswer,

    /// <summary>The connection ended before.</summary>
    ConnectionLost,
}

/// <summary>What came of a request.</summary>
/// <param name="Outcome">How the wait ended.</param>
/// <param name="Answer">The answer's octets, label and tag, if there is one; whoever gets it releases it.</param>
public readonly record struct DiameterReply(DiameterOutcome Outcome, Packet? Answer = null);

/// <summary>A request that waits for its answer; used again and again by its node.</summary>
public sealed class PendingRequest
{
    private readonly DiameterNode _local;
    private readonly Mailbox<DiameterReply> _reply;

    internal PendingRequest(DiameterNode local)
    {
        _local = local;
        _reply = new Mailbox<DiameterReply>(local.Node.Simulation);
    }

    internal DiameterHeader Header { get; set; }

    /// <summary>Where it is waited for; null once it is decided.</summary>
    internal PendingTable? Table { get; set; }

    internal PendingRequest? Previous { get; set; }

    internal PendingRequest? Next { get; set; }

    /// <summary>Waits for the answer, once; after it the object is another request's.</summary>
    public async Process<DiameterReply> Answer()
    {
        try
        {
            Received<DiameterReply> received = await _reply.Receive(_local.Options.RequestTimeout);
            if (received.TryGet(out DiameterReply reply))
            {
                return reply;
            }

            _local.Measures.Unanswered.Add();
            return new DiameterReply(DiameterOutcome.NoAnswer);
        }
        finally
        {
            Leave();
        }
    }

    internal void Decide(in DiameterReply reply) => _reply.Put(reply);

    private void Leave()
    {
        Table?.Remove(this);
        while (_reply.TryReceive(out DiameterReply unused)) // its process went down with the node
        {
            unused.Answer?.Release();
        }

        _local.Return(this);
    }
}
