using System;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The radio link between UE and eNB: NAS messages as records, one a frame. RRC is not encoded, but for the release of
/// a connection, which the UE must learn of; what RRC adds to a NAS message is an octet count of the link.
/// </summary>
public static class Radio
{
    /// <summary>Dissector of a record with a NAS message.</summary>
    public const string NasDissector = "nas-eps";

    /// <summary>Dissector of a record with an RRC message on DL-DCCH (TS 36.331 §6.2.1).</summary>
    public const string RrcDissector = "lte_rrc.dl_dcch";

    /// <summary>What ladders call the release.</summary>
    public static MessageLabel ReleaseLabel { get; } = new("RRC", "RRCConnectionRelease");

    /// <summary>
    /// RRCConnectionRelease-r8 without optional parts, transaction 0, cause other, in unaligned PER (TS 36.331 §6.2.2):
    /// c1 0, message 0101, transaction 00, r8 0 00, absent 000, cause 01, padding 0.
    /// </summary>
    public static ReadOnlySpan<byte> ConnectionRelease => [0x28, 0x02];

    /// <summary>A frame with a NAS message, to be sent on a radio link.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="node">The sender, whose pool the packet comes from.</param>
    /// <param name="message">The message, plain.</param>
    /// <param name="label">What it says.</param>
    /// <param name="tag">What is measured.</param>
    public static Packet Frame<T>(Node node, in T message, MessageLabel label, in MeasurementTag tag)
        where T : struct, IWireMessage
    {
        Packet packet = Frame(node, message.EncodedSize, label, tag);
        message.Encode(packet.Change());
        return packet;
    }

    /// <summary>A frame with room for the octets of a NAS message.</summary>
    /// <param name="node">The sender, whose pool the packet comes from.</param>
    /// <param name="size">Octets.</param>
    /// <param name="label">What it says.</param>
    /// <param name="tag">What is measured.</param>
    public static Packet Frame(Node node, int size, MessageLabel label, in MeasurementTag tag)
    {
        ArgumentNullException.ThrowIfNull(node);
        Packet packet = node.Topology.Packets.Rent(size);
        packet.Dissector = NasDissector;
        packet.Label = label;
        packet.Tag = tag;
        return packet;
    }
}
