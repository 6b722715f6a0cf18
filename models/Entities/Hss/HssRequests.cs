using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>What an HSS does about one command of an MME.</summary>
/// <typeparam name="T">The request.</typeparam>
internal interface IHssProcedure<T>
    where T : struct, IDiameterMessage<T>
{
    /// <summary>The command.</summary>
    CommandCode Command { get; }

    /// <summary>Session and route of a request.</summary>
    SessionRequest SessionOf(in T request);

    /// <summary>What is wrong with a request that its grammar allows.</summary>
    DiameterFault Check(in T request);

    /// <summary>What a request costs.</summary>
    Work CostOf(in T request);

    /// <summary>Answers a request whose work is done.</summary>
    void Serve(DiameterConnection from, in T request, in MeasurementTag tag);
}

/// <summary>
/// The way of requests through an HSS: decoded, checked, through the processor, served. Nothing waits in a process, and
/// what a request needs on its way is used again.
/// </summary>
/// <typeparam name="T">The request.</typeparam>
internal sealed class HssRequests<T>(Hss hss, IHssProcedure<T> procedure)
    where T : struct, IDiameterMessage<T>
{
    private Job? _free;

    /// <summary>A request has arrived.</summary>
    public void Receive(DiameterConnection from, Packet packet)
    {
        if (!T.TryDecode(packet.Octets, out T request, out DiameterFault fault)
            || !(fault = procedure.Check(request)).IsNone)
        {
            from.Refuse(packet, fault);
            return;
        }

        // the octets have been read: their room in the receiver window is free while the request waits
        MeasurementTag tag = packet.Tag;
        packet.Release();
        if (from.Admits(procedure.Command, procedure.SessionOf(request), tag))
        {
            Submit(from, request, tag);
        }
    }

    private void Submit(DiameterConnection from, in T request, in MeasurementTag tag)
    {
        Packet ticket = hss.Node.Topology.Packets.Rent(0); // takes the tag through the processor
        ticket.Tag = tag;
        Job job = _free ?? new Job(this);
        _free = job.NextFree;
        job.From = from;
        job.Request = request;
        if (hss.Processor.Submit(procedure.CostOf(request), job, ticket) != ExecutionStatus.Done)
        {
            ticket.Release();
            Return(job);
            from.Refuse(procedure.Command, procedure.SessionOf(request), ResultCode.TooBusy, tag);
        }
    }

    private void Serve(DiameterConnection from, in T request, in MeasurementTag tag) =>
        procedure.Serve(from, request, tag);

    private void Return(Job job)
    {
        job.Request = default;
        job.NextFree = _free;
        _free = job;
    }

    private sealed class Job(HssRequests<T> owner) : IExecutionReceiver
    {
        public DiameterConnection From = null!;
        public T Request;
        public Job? NextFree;

        void IExecutionReceiver.Executed(Packet? packet, in Execution execution)
        {
            packet!.Release();
            if (execution.IsDone)
            {
                owner.Serve(From, Request, execution.Tag);
            }

            owner.Return(this);
        }
    }
}
