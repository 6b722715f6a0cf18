using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Globally unique temporary identity of a UE: MME and M-TMSI (TS 23.003 §2.8).</summary>
/// <param name="Plmn">Network of the MME.</param>
/// <param name="MmeGroup">MME group identity, 16 bits.</param>
/// <param name="MmeCode">MME code within the group, 8 bits.</param>
/// <param name="MTmsi">M-TMSI, 32 bits, unique within the MME.</param>
public readonly record struct Guti(PlmnId Plmn, ushort MmeGroup, byte MmeCode, uint MTmsi)
{
    // octet   0      1..3   4..5    6      7..10       (TS 24.301 §9.9.3.12)
    //         0xF6   PLMN   group   code   M-TMSI
    internal const int IdentitySize = 11;
    private const byte FirstOctet = 0xF6; // all ones, even, type of identity 6
    private const int PlmnOffset = 1, GroupOffset = 4, CodeOffset = 6, TmsiOffset = 7;

    internal static bool TryReadIdentity(ReadOnlySpan<byte> source, out Guti guti)
    {
        guti = default;
        if (source.Length != IdentitySize || source[0] != FirstOctet || !PlmnId.Read(source[PlmnOffset..]).IsWellFormed)
        {
            return false;
        }

        guti = new(
            PlmnId.Read(source[PlmnOffset..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[GroupOffset..]),
            source[CodeOffset],
            BinaryPrimitives.ReadUInt32BigEndian(source[TmsiOffset..]));
        return true;
    }

    internal int WriteIdentity(Span<byte> destination)
    {
        destination[0] = FirstOctet;
        Plmn.CopyTo(destination[PlmnOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[GroupOffset..], MmeGroup);
        destination[CodeOffset] = MmeCode;
        BinaryPrimitives.WriteUInt32BigEndian(destination[TmsiOffset..], MTmsi);
        return IdentitySize;
    }
}
