using System;
using Simulator.Crypto;

namespace Simulator.Protocols.Diameter;

/// <summary>An authentication vector for E-UTRAN (TS 29.272 §7.3.18).</summary>
/// <param name="Rand">Random challenge, 128 bits.</param>
/// <param name="Xres">The response that the right USIM gives.</param>
/// <param name="Autn">Authentication token.</param>
/// <param name="Kasme">K_ASME, bound to the visited network.</param>
/// <param name="ItemNumber">Place in the order of use; null if not said.</param>
public readonly record struct EutranVector(UInt128 Rand, Res Xres, Autn Autn, Key256 Kasme, uint? ItemNumber = null)
{
    internal static EutranVector Read(ReadOnlySpan<byte> data)
    {
        var group = new AvpSet(data);
        Res.TryRead(group.Data(S6aAvp.Xres), out Res xres); // its size was checked
        return new(
            group.UInt128(S6aAvp.Rand),
            xres,
            new(group.UInt128(S6aAvp.Autn)),
            Key256.Read(group.Data(S6aAvp.Kasme)),
            group.OptionalUnsigned32(S6aAvp.ItemNumber));
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.EutranVector);
        writer.AddOptional(S6aAvp.ItemNumber, ItemNumber);
        writer.Add(S6aAvp.Rand, Rand);
        AddXres(ref writer);
        writer.Add(S6aAvp.Autn, Autn.Value);
        AddKasme(ref writer);
        writer.End(group);
    }

    private void AddXres(ref AvpWriter writer)
    {
        Span<byte> room = writer.AddRoom(S6aAvp.Xres, Xres.Size);
        if (!room.IsEmpty)
        {
            Xres.Write(room);
        }
    }

    private void AddKasme(ref AvpWriter writer)
    {
        Span<byte> room = writer.AddRoom(S6aAvp.Kasme, Key256.Size);
        if (!room.IsEmpty)
        {
            Kasme.Write(room);
        }
    }
}
