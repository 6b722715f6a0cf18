using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>ERROR INDICATION, either way: a received message was in error (TS 36.413 §9.1.8.3).</summary>
public readonly record struct ErrorIndication : IWireMessage<ErrorIndication>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   0f   40   L     00   count   [0] [8] [2] [58] [96]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.ErrorIndication, Criticality.Ignore,
        Ies.MmeUeS1apId.Optional(Criticality.Ignore),
        Ies.EnbUeS1apId.Optional(Criticality.Ignore),
        Ies.Cause.Optional(Criticality.Ignore),
        Ies.CriticalityDiagnostics.Optional(Criticality.Ignore),
        Ies.STmsi.Optional(Criticality.Ignore));

    /// <summary>The MME's identity of the UE, if the message was about one.</summary>
    public MmeUeS1apId? MmeUeS1apId { get; init; }

    /// <summary>The eNB's.</summary>
    public EnbUeS1apId? EnbUeS1apId { get; init; }

    /// <summary>What was wrong.</summary>
    public Cause? Cause { get; init; }

    /// <summary>What of the message was not understood.</summary>
    public CriticalityDiagnostics? CriticalityDiagnostics { get; init; }

    /// <summary>The UE's temporary identity.</summary>
    public STmsi? STmsi { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out ErrorIndication message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new()
        {
            MmeUeS1apId = ies.Optional<MmeUeS1apId>(Ies.MmeUeS1apId),
            EnbUeS1apId = ies.Optional<EnbUeS1apId>(Ies.EnbUeS1apId),
            Cause = ies.Optional<Cause>(Ies.Cause),
            CriticalityDiagnostics = ies.Optional<CriticalityDiagnostics>(Ies.CriticalityDiagnostics),
            STmsi = ies.Optional<STmsi>(Ies.STmsi),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.MmeUeS1apId, MmeUeS1apId);
        ies.Write(Ies.EnbUeS1apId, EnbUeS1apId);
        ies.Write(Ies.Cause, Cause);
        ies.Write(Ies.CriticalityDiagnostics, CriticalityDiagnostics);
        ies.Write(Ies.STmsi, STmsi);
        return ies.End();
    }
}
