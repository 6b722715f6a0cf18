using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>
/// Elements that several messages share. A mandatory one that is wrong refuses the message (TS 24.301 §7.5.1); an
/// optional one that is wrong counts as absent (§7.7.1).
/// </summary>
internal static class Elements
{
    internal const int ProtocolOptionsMin = 1, ProtocolOptionsMax = 251; // TS 24.008 §10.5.6.3
    private const int EsmMessageMin = 3; // header of an ESM message (TS 24.301 §9.1)

    internal static EpsMobileIdentity EpsMobileIdentity(ref NasReader reader)
    {
        int at = reader.Offset;
        ReadOnlySpan<byte> octets =
            reader.Lv("EPS mobile identity", Nas.EpsMobileIdentity.SizeMin, Nas.EpsMobileIdentity.SizeMax);
        bool read = Nas.EpsMobileIdentity.TryRead(octets, out EpsMobileIdentity identity);
        Require(ref reader, read, "EPS mobile identity", at);
        return identity;
    }

    internal static MobileIdentity MobileIdentity(ref NasReader reader)
    {
        int at = reader.Offset;
        ReadOnlySpan<byte> octets =
            reader.Lv("mobile identity", Nas.MobileIdentity.SizeMin, Nas.MobileIdentity.SizeMax);
        Require(ref reader, Nas.MobileIdentity.TryRead(octets, out MobileIdentity identity), "mobile identity", at);
        return identity;
    }

    internal static UeNetworkCapability UeNetworkCapability(ref NasReader reader)
    {
        Nas.UeNetworkCapability.TryRead(
            reader.Lv("UE network capability", Nas.UeNetworkCapability.SizeMin, Nas.UeNetworkCapability.SizeMax),
            out UeNetworkCapability capability);
        return capability;
    }

    internal static UeSecurityCapability UeSecurityCapability(ref NasReader reader)
    {
        Nas.UeSecurityCapability.TryRead(
            reader.Lv(
                "replayed UE security capabilities",
                Nas.UeSecurityCapability.SizeMin,
                Nas.UeSecurityCapability.SizeMax),
            out UeSecurityCapability capability);
        return capability;
    }

    internal static TaiList TaiList(ref NasReader reader)
    {
        int at = reader.Offset;
        ReadOnlySpan<byte> octets = reader.Lv("TAI list", Nas.TaiList.SizeMin, Nas.TaiList.SizeMax);
        Require(ref reader, Nas.TaiList.TryRead(octets, out TaiList list), "TAI list", at);
        return list;
    }

    internal static EpsQos EpsQos(ref NasReader reader)
    {
        int at = reader.Offset;
        ReadOnlySpan<byte> octets = reader.Lv("EPS QoS", Nas.EpsQos.SizeMin, Nas.EpsQos.SizeMax);
        Require(ref reader, Nas.EpsQos.TryRead(octets, out EpsQos qos), "EPS QoS", at);
        return qos;
    }

    internal static AccessPointName AccessPointName(ref NasReader reader)
    {
        int at = reader.Offset;
        ReadOnlySpan<byte> octets =
            reader.Lv("access point name", Nas.AccessPointName.SizeMin, Nas.AccessPointName.SizeMax);
        Require(ref reader, Nas.AccessPointName.TryRead(octets, out AccessPointName name), "access point name", at);
        return name;
    }

    internal static PdnAddress PdnAddress(ref NasReader reader)
    {
        int at = reader.Offset;
        ReadOnlySpan<byte> octets = reader.Lv("PDN address", Nas.PdnAddress.SizeMin, Nas.PdnAddress.SizeMax);
        Require(ref reader, Nas.PdnAddress.TryRead(octets, out PdnAddress address), "PDN address", at);
        return address;
    }

    internal static Octets EsmContainer(ref NasReader reader) =>
        new(reader.LvE("ESM message container", EsmMessageMin));

    internal static Octets? EsmContainer(NasElement element) =>
        element.Value.Length >= EsmMessageMin ? new Octets(element.Value) : null;

    internal static AccessPointName? AccessPointName(NasElement element) =>
        Nas.AccessPointName.TryRead(element.Value, out AccessPointName name) ? name : null;

    internal static Octets? ProtocolOptions(NasElement element) =>
        element.Value.Length is >= ProtocolOptionsMin and <= ProtocolOptionsMax ? new Octets(element.Value) : null;

    internal static Guti? Guti(NasElement element) =>
        Nas.Guti.TryReadIdentity(element.Value, out Guti guti) ? guti : null;

    internal static GprsTimer? GprsTimer(NasElement element) =>
        element.Value.Length == 1 ? new GprsTimer(element.Value[0]) : null;

    internal static GprsTimer3? GprsTimer3(NasElement element) =>
        element.Value.Length == 1 ? new GprsTimer3(element.Value[0]) : null;

    internal static void Write(ref NasWriter writer, EpsMobileIdentity identity)
    {
        writer.Octet(identity.Size);
        writer.Advance(identity.Write(writer.Rest));
    }

    internal static void Write(ref NasWriter writer, MobileIdentity identity)
    {
        writer.Octet(identity.Size);
        writer.Advance(identity.Write(writer.Rest));
    }

    internal static void Write(ref NasWriter writer, UeNetworkCapability capability)
    {
        writer.Octet(capability.Size);
        writer.Advance(capability.Write(writer.Rest));
    }

    internal static void Write(ref NasWriter writer, UeSecurityCapability capability)
    {
        writer.Octet(capability.Size);
        writer.Advance(capability.Write(writer.Rest));
    }

    internal static void Write(ref NasWriter writer, EpsQos qos)
    {
        writer.Octet(qos.Size);
        writer.Octet(qos.Qci);
        writer.Octets(qos.Rates.Span);
    }

    internal static void Write(ref NasWriter writer, PdnAddress address)
    {
        writer.Octet(address.Size);
        writer.Advance(address.Write(writer.Rest));
    }

    internal static void WriteOptional(ref NasWriter writer, byte iei, Tai? tai)
    {
        if (tai is { } area)
        {
            writer.Octet(iei);
            writer.Advance(area.Write(writer.Rest));
        }
    }

    internal static void WriteOptional(ref NasWriter writer, byte iei, Guti? guti)
    {
        if (guti is { } identity)
        {
            writer.Octet(iei);
            writer.Octet(Nas.Guti.IdentitySize);
            writer.Advance(identity.WriteIdentity(writer.Rest));
        }
    }

    private static void Require(ref NasReader reader, bool read, string field, int at)
    {
        if (!read)
        {
            reader.Refuse(DecodeError.Unexpected(field, at));
        }
    }
}
