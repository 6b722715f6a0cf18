using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// Any S1AP PDU (TS 36.413 §9.3.2) with its IEs left as octets: also of procedures that have no message here, so that
/// they can be answered. Which IEs belong there, in what order and how often is not checked.
/// </summary>
/// <param name="Header">Type, procedure and its criticality.</param>
/// <param name="Ies">The IEs in order.</param>
public readonly record struct S1apPdu(S1apHeader Header, SequenceOf<RawIe> Ies) : IWireMessage<S1apPdu>
{
    // octet   0..2     3..          next    next        then for each IE
    //         header   length L     ext|0   count (2)   id (2)   criticality(2)|pad   L   value
    // Octets after the last IE: refused (X.691 §11.1.3: the encoding is complete)

    internal const int IesMax = 65_535;

    /// <inheritdoc/>
    public int EncodedSize => Write(PerWriter.Measuring());

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out S1apPdu message, out DecodeError error)
    {
        var reader = new PerReader(source);
        S1apHeader header = S1apHeader.Read(ref reader);
        int outer = reader.Open("message");
        reader.Root("message");
        SequenceOf<RawIe> ies = reader.Elements(0, IesMax, RawIe.Read, "protocolIEs");
        reader.Close(outer);
        reader.End();
        error = reader.Error;
        message = error.IsNone ? new(header, ies) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new PerWriter(destination));

    private int Write(PerWriter writer)
    {
        Header.Write(ref writer);
        int start = writer.Open();
        writer.Bit(false);
        writer.Elements(Ies, 0, IesMax, RawIe.WriteOne);
        writer.Close(start);
        return writer.Size;
    }
}
