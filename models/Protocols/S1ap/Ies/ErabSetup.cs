using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>An E-RAB that an eNB has set up with the UE's context (TS 36.413 §9.1.4.3).</summary>
/// <param name="ErabId">Which one.</param>
/// <param name="Address">Address of the eNB.</param>
/// <param name="Teid">Tunnel endpoint at the eNB, for downlink packets.</param>
public readonly record struct ErabSetup(ErabId ErabId, TransportLayerAddress Address, GtpTeid Teid)
    : IPerValue<ErabSetup>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static ErabSetup Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "E-RAB Setup Item");
        return new(ErabId.Read(ref reader), TransportLayerAddress.Read(ref reader), GtpTeid.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        ErabId.Write(ref writer);
        Address.Write(ref writer);
        Teid.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
