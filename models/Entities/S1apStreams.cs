using Simulator.Protocols.S1ap;

namespace Simulator.Entities;

/// <summary>Which stream of an association carries which signalling (TS 36.412 §7).</summary>
internal static class S1apStreams
{
    /// <summary>Signalling about no UE.</summary>
    public const ushort Common = 0;

    /// <summary>
    /// Signalling about a UE, never the stream of the others if there is another; ours: the eNB's identity of the UE
    /// shares the streams out.
    /// </summary>
    /// <param name="id">The eNB's identity of the UE.</param>
    /// <param name="outboundStreams">Streams on which the association may send.</param>
    public static ushort Of(EnbUeS1apId id, int outboundStreams)
    {
        int streams = outboundStreams - 1;
        return streams < 1 ? Common : (ushort)(1 + (id.Value % (uint)streams));
    }
}
