using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>A NAS message, opaque to the eNB (TS 36.413 §9.2.3.5).</summary>
/// <param name="Value">The message.</param>
public readonly record struct NasPdu(Octets Value) : IPerValue<NasPdu>
{
    /// <inheritdoc/>
    public static NasPdu Read(ref PerReader reader)
    {
        int size = reader.Length("NAS-PDU");
        return new(new Octets(reader.Octets(size, "NAS-PDU")));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Length(Value.Size);
        writer.Octets(Value.Span);
    }
}
