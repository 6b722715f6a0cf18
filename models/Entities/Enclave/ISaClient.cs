using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>A host that is the client of SAs: a client, or a server that calls other servers.</summary>
public interface ISaClient
{
    /// <summary>True if packets to this host with an SPI would find an SA.</summary>
    /// <param name="spi">The SPI.</param>
    bool Has(uint spi);

    /// <summary>Finds the SA of packets to this host.</summary>
    /// <param name="spi">Their SPI.</param>
    /// <param name="sa">Its number.</param>
    bool TryFind(uint spi, out int sa);

    /// <summary>An SA is up whose key the server has derived.</summary>
    /// <param name="server">The server.</param>
    /// <param name="information">What its packets carry.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <param name="localSpi">SPI of packets to this host; null for the identifier of the SA.</param>
    /// <param name="isBare">True if this host takes the information from the first packet of the server.</param>
    /// <returns>Its number.</returns>
    int Add(
        IpAddress server, in DerivationInformation information, in EspKeyPair keys, uint? localSpi = null,
        bool isBare = false);

    /// <summary>An SA is up whose keys are not from the tree.</summary>
    /// <param name="server">The server.</param>
    /// <param name="spis">SPIs of packets to the server and to this host.</param>
    /// <param name="keys">Keys of both directions.</param>
    /// <returns>Its number.</returns>
    int AddExchanged(IpAddress server, (uint ToServer, uint ToClient) spis, in EspKeyPair keys);

    /// <summary>An SA is over.</summary>
    /// <param name="localSpi">SPI of packets to this host.</param>
    void Remove(uint localSpi);

    /// <summary>A packet of the host's application starts now.</summary>
    /// <returns>Its tag.</returns>
    MeasurementTag Start();

    /// <summary>HOST -> SERVER  data over an SA, now.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    void Emit(int sa, int size);

    /// <summary>HOST -> SERVER  data over an SA, now, which has waited for it.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    /// <param name="start">When the application had it.</param>
    /// <param name="tag">Its tag.</param>
    void EmitLate(int sa, int size, SimTime start, in MeasurementTag tag);

    /// <summary>HOST -> SERVER  a packet of another host behind this one over an SA, now.</summary>
    /// <param name="sa">Number of the SA.</param>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    void Emit(int sa, Packet packet);
}
