using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>How often an end tries to set an SA up.</summary>
/// <param name="Pause">Time after a failure before it tries again.</param>
/// <param name="AttemptMax">Attempts at most.</param>
public sealed record SaCallOptions(SimTime Pause, int AttemptMax);

/// <summary>
/// Sets SAs up with one peer, one after the other: the first with an IKE SA, the next ones in it.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="endpoint">Its endpoint.</param>
/// <param name="connection">Who both are.</param>
/// <param name="peer">Address of the peer.</param>
/// <param name="options">How often it tries.</param>
public sealed class SaCaller(
    Node node, IkeEndpoint endpoint, IkeConnection connection, IpAddress peer, SaCallOptions options)
{
    private IkeSa? _ike;

    /// <summary>Sets one SA more up.</summary>
    /// <param name="tag">Tag of what needs it.</param>
    /// <param name="isUsable">True for a pair of associations that carries data.</param>
    /// <returns>What was done at last; its outcome says whether it was successful.</returns>
    public async Process<IkeOperation> Call(MeasurementTag tag, Func<ChildSa, bool> isUsable)
    {
        ArgumentNullException.ThrowIfNull(isUsable);
        IkeOperation operation = Start(tag);
        for (int attempt = 1; ; attempt++)
        {
            IkeOutcome outcome = await operation.Ended;
            _ike = operation.Sa is { State: IkeSaState.Established } ike ? ike : null;
            bool isDone = outcome == IkeOutcome.Success && operation.Child is { } child && isUsable(child);
            if (isDone || attempt >= options.AttemptMax)
            {
                return operation;
            }

            await node.Simulation.Timeout(options.Pause);
            operation = Start(operation.Tag);
        }
    }

    // own end -> peer  IKE_SA_INIT, IKE_AUTH, or CREATE_CHILD_SA in the IKE SA that is there
    private IkeOperation Start(in MeasurementTag tag) => _ike?.Latest is { State: IkeSaState.Established } ike
        ? endpoint.CreateChild(ike, tag)
        : endpoint.Establish(
            connection,
            new IpEndpoint(node.Ip.Addresses[0], IkeNumber.Port),
            new IpEndpoint(peer, IkeNumber.Port),
            tag);
}
