using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>An exchange that this end starts. It waits in the queue of its SA, since one request may be out at a time
/// (RFC 7296 §2.3).</summary>
internal interface IIkeTask
{
    /// <summary>The exchange.</summary>
    ExchangeType Exchange { get; }

    /// <summary>What it is about, for labels.</summary>
    string Carried { get; }

    /// <summary>Who is told of its end.</summary>
    IkeOperation Operation { get; }

    /// <summary>Makes the payloads of the request when its turn has come.</summary>
    /// <param name="sa">The SA in which it takes place.</param>
    /// <param name="payloads">Receives them.</param>
    /// <param name="work">What they cost besides their protection.</param>
    /// <returns>False if there is nothing to ask any more; the operation has ended.</returns>
    bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work);

    /// <summary>What its answer costs besides the protection.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="work">The cost of receiving it.</param>
    Work CostOf(IkeSa sa, IkeContents answer, in Work work);

    /// <summary>The answer has come.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="answer">The answer.</param>
    void Complete(IkeSa sa, IkeContents answer);

    /// <summary>No answer will come.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="outcome">Why.</param>
    void Abandon(IkeSa sa, IkeOutcome outcome);
}
