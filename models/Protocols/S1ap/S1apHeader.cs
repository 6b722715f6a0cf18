using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>What stands before the IEs of every PDU: enough to choose the message that reads the whole.</summary>
/// <param name="Type">Initiating message or outcome.</param>
/// <param name="Procedure">
/// Procedure code, 0 to 255; one that <see cref="ProcedureCode"/> does not name is kept.
/// </param>
/// <param name="Criticality">What a receiver does that does not know the procedure (TS 36.413 §10.3.4.1).</param>
public readonly record struct S1apHeader(PduType Type, ProcedureCode Procedure, Criticality Criticality)
{
    // octet   0                     1                2
    //         ext|type(2)|pad(5)    procedure code   criticality(2)|pad(6)     then an open type with the message

    private const int TypeCount = 3, CriticalityCount = 3, CodeMax = 255;
    private const int Size = 3, TypeBits = 0x60, TypeShift = 5, CriticalityBits = 0xC0, CriticalityShift = 6;

    /// <summary>The three octets, the first highest.</summary>
    internal uint Head => ((uint)Type << (TypeShift + 16)) | ((uint)Procedure << 8) | HeadOf(Criticality);

    /// <summary>Reads the header alone, whatever follows it.</summary>
    /// <param name="source">A PDU.</param>
    /// <param name="header">The header; the default on an error.</param>
    /// <param name="error">What is wrong and where.</param>
    /// <returns>True if <paramref name="header"/> was read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out S1apHeader header, out DecodeError error)
    {
        if (source.Length >= Size && (source[0] & ~TypeBits) == 0 && (source[2] & ~CriticalityBits) == 0
            && source[0] >> TypeShift < TypeCount && source[2] >> CriticalityShift < CriticalityCount)
        {
            error = DecodeError.None;
            header = new(
                (PduType)(source[0] >> TypeShift),
                (ProcedureCode)source[1],
                (Criticality)(source[2] >> CriticalityShift));
            return true;
        }

        return TryReadBits(source, out header, out error);
    }

    /// <summary>The octet of a criticality that an open type follows.</summary>
    internal static uint HeadOf(Criticality criticality) => (uint)criticality << CriticalityShift;

    internal static S1apHeader Read(ref PerReader reader)
    {
        reader.Root("S1AP-PDU");
        return new(
            (PduType)reader.Constrained(0, TypeCount - 1, "S1AP-PDU"),
            (ProcedureCode)reader.Constrained(0, CodeMax, "procedureCode"),
            ReadCriticality(ref reader));
    }

    internal static Criticality ReadCriticality(ref PerReader reader) =>
        (Criticality)reader.Constrained(0, CriticalityCount - 1, "criticality");

    internal static void WriteCriticality(ref PerWriter writer, Criticality criticality) =>
        writer.Constrained((int)criticality, 0, CriticalityCount - 1);

    internal void Write(ref PerWriter writer)
    {
        writer.Bit(false);
        writer.Constrained((int)Type, 0, TypeCount - 1);
        writer.Constrained((int)Procedure, 0, CodeMax);
        WriteCriticality(ref writer, Criticality);
    }

    // finds what is wrong
    private static bool TryReadBits(ReadOnlySpan<byte> source, out S1apHeader header, out DecodeError error)
    {
        var reader = new PerReader(source);
        header = Read(ref reader);
        reader.Align();
        error = reader.Error;
        header = error.IsNone ? header : default;
        return error.IsNone;
    }
}
