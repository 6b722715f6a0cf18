using Simulator.Network;

namespace Simulator.Entities;

/// <summary>A message as it came in.</summary>
/// <param name="Packet">The packet, which goes through the processor; null after that.</param>
/// <param name="Octets">Its octets, kept.</param>
/// <param name="Own">To where it came.</param>
/// <param name="Peer">From where.</param>
/// <param name="Carrier">The IP header, if it had options.</param>
/// <param name="Tag">What is measured.</param>
internal readonly record struct IkeArrival(
    Packet? Packet, byte[] Octets, IpEndpoint Own, IpEndpoint Peer, IkeCarrier Carrier, MeasurementTag Tag)
{
    /// <summary>The same after the processor has handled it.</summary>
    public IkeArrival After(in MeasurementTag tag) => this with { Packet = null, Tag = tag };

    /// <summary>The packet is not needed any more.</summary>
    public void Release() => Packet?.Release();

    /// <summary>It is dropped and counted.</summary>
    public void Drop(IkeEndpoint endpoint, IkeDrop reason)
    {
        endpoint.Count(reason);
        Release();
    }
}
