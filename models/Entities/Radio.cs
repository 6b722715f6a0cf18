using System;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The radio link between UE and eNB: records, one message a frame. NAS messages are whole; of RRC only the request for
/// a connection and its release are encoded, and what it adds to a NAS message is an octet count of the link.
/// </summary>
public static class Radio
{
    /// <summary>Dissector of a record with a NAS message.</summary>
    public const string NasDissector = "nas-eps";

    /// <summary>Dissector of a record with an RRC message on UL-CCCH, UE to eNB (TS 36.331 §6.2.1).</summary>
    public const string UplinkRrcDissector = "lte_rrc.ul_ccch";

    /// <summary>Dissector of a record with an RRC message on DL-DCCH, eNB to UE (TS 36.331 §6.2.1).</summary>
    public const string RrcDissector = "lte_rrc.dl_dcch";

    /// <summary>What ladders call the request for a connection.</summary>
    public static MessageLabel RequestLabel { get; } = new("RRC", "RRCConnectionRequest");

    /// <summary>What ladders call the release of a connection.</summary>
    public static MessageLabel ReleaseLabel { get; } = new("RRC", "RRCConnectionRelease");

    /// <summary>A frame with a message, to be sent on a radio link.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="node">The sender, whose pool the packet comes from.</param>
    /// <param name="message">The message, plain.</param>
    /// <param name="label">What it says.</param>
    /// <param name="tag">What is measured.</param>
    /// <param name="dissector">Which protocol it is.</param>
    public static Packet Frame<T>(
        Node node, in T message, MessageLabel label, in MeasurementTag tag, string dissector = NasDissector)
        where T : struct, IWireMessage
    {
        Packet packet = Frame(node, message.EncodedSize, label, tag, dissector);
        message.Encode(packet.Change());
        return packet;
    }

    /// <summary>A frame with room for the octets of a message.</summary>
    /// <param name="node">The sender, whose pool the packet comes from.</param>
    /// <param name="size">Octets.</param>
    /// <param name="label">What it says.</param>
    /// <param name="tag">What is measured.</param>
    /// <param name="dissector">Which protocol it is.</param>
    public static Packet Frame(
        Node node, int size, MessageLabel label, in MeasurementTag tag, string dissector = NasDissector)
    {
        ArgumentNullException.ThrowIfNull(node);
        Packet packet = node.Topology.Packets.Rent(size);
        packet.Dissector = dissector;
        packet.Label = label;
        packet.Tag = tag;
        return packet;
    }
}
