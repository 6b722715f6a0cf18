using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Esp;

namespace Simulator.Systems;

/// <summary>Keys of an ESP security association of a run, for those who read its capture.</summary>
/// <param name="Source">Source address of its packets.</param>
/// <param name="Destination">Their destination address.</param>
/// <param name="Spi">Their SPI.</param>
/// <param name="Transform">How they are protected.</param>
/// <param name="Keys">The keys.</param>
public readonly record struct EspSecret(
    IpAddress Source, IpAddress Destination, uint Spi, EspTransform Transform, EspKeys Keys);
