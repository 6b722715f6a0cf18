using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>An E-RAB that an eNB is asked to set up with the UE's context (TS 36.413 §9.1.4.1).</summary>
/// <param name="ErabId">Which one.</param>
/// <param name="Qos">Its quality of service.</param>
/// <param name="Address">Address of the serving gateway.</param>
/// <param name="Teid">Tunnel endpoint at the serving gateway, for uplink packets.</param>
/// <param name="NasPdu">NAS message for the UE; null if there is none.</param>
public readonly record struct ErabToBeSetup(
    ErabId ErabId, ErabLevelQosParameters Qos, TransportLayerAddress Address, GtpTeid Teid, NasPdu? NasPdu)
    : IPerValue<ErabToBeSetup>
{
    private const uint NasPduPresent = 2, ExtensionsPresent = 1;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static ErabToBeSetup Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 2, "E-RAB to Be Setup Item");
        return new(
            ErabId.Read(ref reader),
            ErabLevelQosParameters.Read(ref reader),
            TransportLayerAddress.Read(ref reader),
            GtpTeid.Read(ref reader),
            (present & NasPduPresent) == 0 ? null : S1ap.NasPdu.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(
            (NasPdu is null ? 0 : NasPduPresent) | (Extensions.IsEmpty ? 0 : ExtensionsPresent), optionalCount: 2);
        ErabId.Write(ref writer);
        Qos.Write(ref writer);
        Address.Write(ref writer);
        Teid.Write(ref writer);
        NasPdu?.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
