using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>E-UTRAN cell global identity (TS 36.413 §9.2.1.38).</summary>
public readonly record struct EutranCgi : IPerValue<EutranCgi>
{
    private const int CellIdBits = 28;
    private const uint CellIdMax = (1 << CellIdBits) - 1;

    /// <summary>Takes network and cell.</summary>
    /// <param name="plmn">The network.</param>
    /// <param name="cellId">28 bits: for a macro eNB its 20-bit identity and 8 bits of the cell.</param>
    public EutranCgi(PlmnId plmn, uint cellId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cellId, CellIdMax);
        Plmn = plmn;
        CellId = cellId;
    }

    /// <summary>The network.</summary>
    public PlmnId Plmn { get; }

    /// <summary>Cell identity, 28 bits.</summary>
    public uint CellId { get; }

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static EutranCgi Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "E-UTRAN CGI");
        PlmnId plmn = S1ap.Plmn.Read(ref reader);
        reader.Align();
        return new(plmn, reader.Bits(CellIdBits, "Cell Identity"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        S1ap.Plmn.Write(ref writer, Plmn);
        writer.Align();
        writer.Bits(CellId, CellIdBits);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
