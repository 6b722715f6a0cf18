using System;
using System.Buffers.Binary;
using Simulator.Crypto;

namespace Simulator.Protocols.Diameter;

/// <summary>What the MME wants of the HSS (TS 29.272 §7.3.11).</summary>
/// <param name="VectorCount">Vectors asked for; null if not said.</param>
/// <param name="ImmediateResponsePreferred">Not null if a vector is needed at once; any value (§7.3.16).</param>
/// <param name="Resynchronisation">What the USIM answered to a sequence number it refused; null if it did not.</param>
public readonly record struct RequestedEutranAuthentication(
    uint? VectorCount, uint? ImmediateResponsePreferred = null, Resynchronisation? Resynchronisation = null)
{
    internal static RequestedEutranAuthentication? Read(ref AvpSet avps)
    {
        if (!avps.Has(S6aAvp.RequestedEutranAuthenticationInfo))
        {
            return null;
        }

        AvpSet group = avps.Group(S6aAvp.RequestedEutranAuthenticationInfo);
        return new(
            group.OptionalUnsigned32(S6aAvp.NumberOfRequestedVectors),
            group.OptionalUnsigned32(S6aAvp.ImmediateResponsePreferred),
            Diameter.Resynchronisation.Read(group.Data(S6aAvp.ResynchronizationInfo)));
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.RequestedEutranAuthenticationInfo);
        writer.AddOptional(S6aAvp.NumberOfRequestedVectors, VectorCount);
        writer.AddOptional(S6aAvp.ImmediateResponsePreferred, ImmediateResponsePreferred);
        Resynchronisation?.Add(ref writer);
        writer.End(group);
    }
}

/// <summary>RAND of the refused challenge and AUTS of the USIM (TS 29.272 §7.3.15, TS 33.102 §6.3.5).</summary>
/// <param name="Rand">Random challenge, 128 bits.</param>
/// <param name="Auts">Resynchronisation token, 14 octets.</param>
public readonly record struct Resynchronisation(UInt128 Rand, Auts Auts)
{
    private const int RandSize = 16;

    internal static Resynchronisation? Read(ReadOnlySpan<byte> data) =>
        data.Length == RandSize + Auts.Size && Auts.TryRead(data[RandSize..], out Auts auts)
            ? new(BinaryPrimitives.ReadUInt128BigEndian(data), auts)
            : null;

    internal void Add(ref AvpWriter writer)
    {
        Span<byte> room = writer.AddRoom(S6aAvp.ResynchronizationInfo, RandSize + Auts.Size);
        if (!room.IsEmpty)
        {
            BinaryPrimitives.WriteUInt128BigEndian(room, Rand);
            Auts.Write(room[RandSize..]);
        }
    }
}
