using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>ESM STATUS, both ways (TS 24.301 §8.3.15).</summary>
/// <param name="Bearer">The bearer of the message that was wrong, if it had one (§9.3.2).</param>
/// <param name="Transaction">Its procedure transaction identity (§9.4).</param>
/// <param name="Cause">What was wrong (§9.9.4.4).</param>
public readonly record struct EsmStatus(EpsBearerId Bearer, byte Transaction, EsmCause Cause) : IWireMessage<EsmStatus>
{
    // octet   0        1     2      3
    //         EBI|PD   PTI   0xE8   cause     elements are passed over (§7.6)

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EsmHeader + 1;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EsmStatus message, out DecodeError error)
    {
        var reader = new NasReader(source);
        (EpsBearerId bearer, byte transaction) = reader.EsmHeader(EsmMessageType.EsmStatus);
        var cause = (EsmCause)reader.Octet("ESM cause");
        reader.SkipElements();
        return reader.Finish(new(bearer, transaction, cause), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EsmHeader(Bearer, Transaction, EsmMessageType.EsmStatus);
        writer.Octet((int)Cause);
        return writer.Size;
    }
}
