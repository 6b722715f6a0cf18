using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>PLMN Identity inside PER: three aligned octets (TS 36.413 §9.2.3.8).</summary>
internal static class Plmn
{
    internal static PlmnId Read(ref PerReader reader)
    {
        ReadOnlySpan<byte> octets = reader.Octets(PlmnId.Size, "PLMN Identity");
        return octets.IsEmpty ? default : PlmnId.Read(octets);
    }

    internal static void Write(ref PerWriter writer, PlmnId plmn)
    {
        Span<byte> octets = stackalloc byte[PlmnId.Size];
        plmn.CopyTo(octets);
        writer.Octets(octets);
    }
}
