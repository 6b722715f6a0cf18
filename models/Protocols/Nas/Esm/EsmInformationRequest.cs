using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ESM INFORMATION REQUEST, MME to UE: security is on, now say which network (TS 24.301 §8.3.13).</summary>
/// <param name="Transaction">Procedure transaction identity of the UE's request (§9.4).</param>
public readonly record struct EsmInformationRequest(byte Transaction) : IWireMessage<EsmInformationRequest>
{
    // octet   0        1     2
    //         EBI|PD   PTI   0xD9     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EsmInformationRequest message, out DecodeError error)
    {
        var reader = new NasReader(source);
        byte transaction = reader.UnassignedEsmHeader(EsmMessageType.EsmInformationRequest);
        reader.SkipElements();
        return reader.Finish(new(transaction), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(default, Transaction, EsmMessageType.EsmInformationRequest);
        return writer.Size;
    }
}
