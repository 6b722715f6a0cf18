using System;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>Finds the question of a host for its enclave in a control packet.</summary>
internal static class EnclaveRequests
{
    /// <summary>True if the sender of a control packet asks.</summary>
    public static bool IsRequest(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        ReadOnlySpan<byte> option = IpOptions.Find(packet, header, IpOptions.Tags);
        return TagChain.TryDecode(option, out TagChain chain, out _) && chain.IsRequest;
    }
}
