using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>A server as the client of SAs with other servers, which have derived their keys.</summary>
/// <param name="server">The server.</param>
internal sealed class CallingServer(EnclaveServer server) : ISaClient
{
    /// <inheritdoc/>
    public bool Has(uint spi) => server.Has(spi);

    /// <inheritdoc/>
    public bool TryFind(uint spi, out int sa) => server.TryFind(spi, out sa);

    /// <inheritdoc/>
    public int Add(
        IpAddress peer, in DerivationInformation information, in EspKeyPair keys, uint? localSpi, bool isBare) =>
        server.AddCalling(peer, information, keys, localSpi, isBare);

    /// <inheritdoc/>
    public int AddExchanged(IpAddress peer, (uint ToServer, uint ToClient) spis, in EspKeyPair keys) =>
        server.AddCallingExchanged(peer, spis, keys);

    /// <inheritdoc/>
    public void Remove(uint localSpi) => server.Remove(localSpi);

    /// <inheritdoc/>
    public MeasurementTag Start() => server.Start();

    /// <inheritdoc/>
    public void Emit(int sa, int size) => server.EmitOver(sa, size);

    /// <inheritdoc/>
    public void EmitLate(int sa, int size, SimTime start, in MeasurementTag tag) =>
        server.EmitLate(sa, size, start, tag);

    /// <inheritdoc/>
    public void Emit(int sa, Packet packet) => server.SendWhole(packet, sa, EnclaveLabels.Data);
}
