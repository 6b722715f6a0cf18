using System;
using System.Buffers.Binary;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>Finds the question of a host for its enclave in a control packet.</summary>
internal static class EnclaveRequests
{
    /// <summary>True if the sender of a control packet asks: in the option of a probe, or in a Vendor ID of IKE.
    /// </summary>
    public static bool IsRequest(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        ReadOnlySpan<byte> option = IpOptions.Find(packet, header, IpOptions.Tags);
        return (TagChain.TryDecode(option, out TagChain chain, out _) && chain.IsRequest)
            || IsInIke(packet, header);
    }

    // IKE_SA_INIT, which alone is in the clear, goes to port 500 (RFC 7296 §2.23).
    private static bool IsInIke(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        (byte protocol, int offset) = IpOptions.UpperLayerOf(packet, header);
        if (protocol != IpProtocol.Udp || packet.Length < offset + Udp.HeaderSize
            || BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + sizeof(ushort))..]) != IkeNumber.Port
            || !IkeMessage.TryDecode(packet[(offset + Udp.HeaderSize)..], out IkeMessage message, out _))
        {
            return false;
        }

        foreach (IkePayload payload in message.Payloads.Span)
        {
            if (payload.Type == PayloadType.VendorId
                && DiscoveryRequest.TryDecode(payload.Body.Span, out _, out _))
            {
                return true;
            }
        }

        return false;
    }
}
