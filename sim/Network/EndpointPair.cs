using System.Runtime.InteropServices;

namespace Simulator.Network;

/// <summary>
/// Both endpoints of a connection (RFC 9293 §3.1) or an association (RFC 9260 §1.3), which together name it at a node.
/// </summary>
/// <param name="Local">Its end at the node.</param>
/// <param name="Remote">The other end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EndpointPair(IpEndpoint Local, IpEndpoint Remote)
{
    public bool Equals(EndpointPair other) =>
        Remote.Address == other.Remote.Address && Remote.Port == other.Remote.Port
        && Local.Port == other.Local.Port && Local.Address == other.Local.Address;

    // What tells the pairs of one node apart: peer and ports.
    public override int GetHashCode() =>
        unchecked(Remote.Address.GetHashCode() + (int)((((uint)Remote.Port << 16) | Local.Port) * 0x9E37_79B1u));
}
