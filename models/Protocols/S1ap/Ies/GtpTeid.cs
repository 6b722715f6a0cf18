using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>GTP tunnel endpoint identifier (TS 36.413 §9.2.2.2).</summary>
/// <param name="Value">32 bits.</param>
public readonly record struct GtpTeid(uint Value) : IPerValue<GtpTeid>
{
    /// <inheritdoc/>
    public static GtpTeid Read(ref PerReader reader)
    {
        reader.Align();
        return new(reader.Bits(32, "GTP-TEID"));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Align();
        writer.Bits(Value, 32);
    }
}
