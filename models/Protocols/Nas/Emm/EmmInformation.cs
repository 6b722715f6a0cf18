using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>EMM INFORMATION, MME to UE (TS 24.301 §8.2.13).</summary>
/// <param name="FullName">Full name of the network (§9.9.3.24).</param>
/// <param name="ShortName">Short name of the network (§9.9.3.24).</param>
/// <param name="Zone">Local time zone (§9.9.3.29).</param>
/// <param name="Time">Universal time and local time zone (§9.9.3.30).</param>
/// <param name="DaylightSaving">By how much summer time is ahead (§9.9.3.6).</param>
public readonly record struct EmmInformation(
    NetworkName? FullName = null,
    NetworkName? ShortName = null,
    NetworkTimeZone? Zone = null,
    NetworkTime? Time = null,
    DaylightSaving? DaylightSaving = null)
    : IWireMessage<EmmInformation>
{
    // octet   0        1      2..
    //         SHT|PD   0x61   elements: 43 L1 full name; 45 L1 short name; 46 zone (1); 47 time (7);
    //                         49 L1 = 1 daylight saving; all others are passed over (§7.6)
    private const int DaylightSavingMask = 0x03;

    private static ReadOnlySpan<ushort> Optional =>
    [
        Iei.FullNetworkName << 8,
        Iei.ShortNetworkName << 8,
        (Iei.LocalTimeZone << 8) | 2,
        (Iei.UniversalTime << 8) | (1 + NetworkTime.Size),
        Iei.DaylightSaving << 8,
    ];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + NasSize.Tlv(FullName?.Octets) + NasSize.Tlv(ShortName?.Octets)
        + NasSize.Tv(Zone.HasValue, 1) + NasSize.Tv(Time.HasValue, NetworkTime.Size)
        + NasSize.Tlv(DaylightSaving.HasValue, 1);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EmmInformation message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.EmmInformation);
        EmmInformation information = default;
        while (reader.NextElement(Optional, out NasElement element))
        {
            information = information.With(element);
        }

        return reader.Finish(information, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.EmmInformation);
        writer.OptionalTlv(Iei.FullNetworkName, FullName?.Octets);
        writer.OptionalTlv(Iei.ShortNetworkName, ShortName?.Octets);
        writer.OptionalTv(Iei.LocalTimeZone, Zone?.Octet);
        if (Time is { } time)
        {
            writer.Octet(Iei.UniversalTime);
            time.Write(writer.Rest);
            writer.Advance(NetworkTime.Size);
        }

        writer.OptionalTlv(Iei.DaylightSaving, (byte?)DaylightSaving);
        return writer.Size;
    }

    private EmmInformation With(NasElement element) => element.Iei switch
    {
        Iei.FullNetworkName => this with { FullName = Name(element) },
        Iei.ShortNetworkName => this with { ShortName = Name(element) },
        Iei.LocalTimeZone =>
            this with { Zone = NetworkTimeZone.TryRead(element.Value[0], out NetworkTimeZone zone) ? zone : null },
        Iei.UniversalTime =>
            this with { Time = NetworkTime.TryRead(element.Value, out NetworkTime time) ? time : null },
        Iei.DaylightSaving when element.Value.Length == 1 =>
            this with { DaylightSaving = (DaylightSaving)(element.Value[0] & DaylightSavingMask) },
        _ => this,
    };

    private static NetworkName? Name(NasElement element) =>
        NetworkName.TryRead(element.Value, out NetworkName name) ? name : null;
}
