using System;
using System.Collections.Generic;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>What TS 36.413 §10 asks of the receiver of a PDU in error.</summary>
public enum ErrorAnswer
{
    /// <summary>Nothing is sent: what is wrong has criticality ignore.</summary>
    None,

    /// <summary>ERROR INDICATION.</summary>
    ErrorIndication,

    /// <summary>The procedure's unsuccessful outcome, e.g. S1 SETUP FAILURE.</summary>
    UnsuccessfulOutcome,

    /// <summary>Nothing is sent: an answer was in error, so the procedure has failed.</summary>
    LocalHandling,
}

/// <summary>
/// How a receiver answers a PDU that no message here reads (TS 36.413 §10). It is worked out only when a PDU was
/// refused, from the octets and the error.
/// </summary>
/// <param name="Answer">What is sent.</param>
/// <param name="Cause">Its cause.</param>
/// <param name="Diagnostics">Its Criticality Diagnostics; null if not even the header was read.</param>
/// <param name="MmeUeS1apId">The UE association that the PDU names, if it can be read.</param>
/// <param name="EnbUeS1apId">The same, as the eNB names it.</param>
public readonly record struct ErrorReport(
    ErrorAnswer Answer, Cause Cause, CriticalityDiagnostics? Diagnostics,
    MmeUeS1apId? MmeUeS1apId, EnbUeS1apId? EnbUeS1apId)
{
    /// <summary>Works out the answer to a PDU that was refused.</summary>
    /// <param name="source">The PDU.</param>
    /// <param name="error">
    /// Why the message of its type and procedure refused it; not looked at if there is none.
    /// </param>
    public static ErrorReport Of(ReadOnlySpan<byte> source, DecodeError error)
    {
        bool isHeader = S1apHeader.TryRead(source, out S1apHeader header, out _);
        if (!S1apPdu.TryDecode(source, out S1apPdu pdu, out _))
        {
            S1apHeader? known = isHeader ? header : null;
            return Complete(known, default, Criticality.Reject, CauseProtocol.TransferSyntaxError, default);
        }

        return MessageFormats.Find(header.Type, header.Procedure) is { } format
            ? OfKnown(pdu, format, source.Length, error)
            : Complete(header, pdu.Ies, header.Criticality, SyntaxError(header.Criticality), default);
    }

    /// <summary>
    /// What a message that was read says about its sender: the IEs left out with criticality notify (§10.3.4.2).
    /// </summary>
    /// <param name="header">Header of the message.</param>
    /// <param name="unknownIes">The IEs that it left out.</param>
    /// <returns>
    /// For the answer of the procedure, or else for an ERROR INDICATION; null if there is nothing to say.
    /// </returns>
    public static CriticalityDiagnostics? Notify(S1apHeader header, SequenceOf<UnknownIe> unknownIes)
    {
        var items = new List<IeCriticalityDiagnostics>();
        foreach (UnknownIe unknown in unknownIes)
        {
            Add(items, unknown.Ie.Criticality, unknown.Ie.Id, TypeOfError.NotUnderstood);
        }

        return items.Count == 0 ? null : Diagnose(header, [.. items]);
    }

    /// <summary>The ERROR INDICATION that says it.</summary>
    public ErrorIndication ToErrorIndication() => new()
    {
        MmeUeS1apId = MmeUeS1apId,
        EnbUeS1apId = EnbUeS1apId,
        Cause = Cause,
        CriticalityDiagnostics = Diagnostics,
    };

    private static ErrorReport OfKnown(S1apPdu pdu, MessageFormat format, int size, DecodeError error)
    {
        List<IeCriticalityDiagnostics> items = NotComprehended(pdu, format);
        if (error.Fault == DecodeFault.NotComprehended)
        {
            AddContents(items, pdu, format, size, error.Offset);
        }

        Criticality worst = Worst(items);
        (Criticality criticality, CauseProtocol cause) = error.Fault switch
        {
            DecodeFault.Missing or DecodeFault.NotComprehended => (worst, SyntaxError(worst)), // §10.3.4, §10.3.5
            DecodeFault.Duplicate or DecodeFault.OutOfOrder => // §10.3.6
                (Criticality.Reject, CauseProtocol.AbstractSyntaxErrorFalselyConstructedMessage),
            _ => (Criticality.Reject, CauseProtocol.TransferSyntaxError), // §10.2
        };
        return Complete(pdu.Header, pdu.Ies, criticality, cause, [.. items]);
    }

    /// <summary>IEs not known (§10.3.4.2) and IEs missing (§10.3.5), those with criticality ignore left out.</summary>
    private static List<IeCriticalityDiagnostics> NotComprehended(S1apPdu pdu, MessageFormat format)
    {
        var items = new List<IeCriticalityDiagnostics>();
        var present = default(IeSet);
        foreach (RawIe ie in pdu.Ies)
        {
            int row = format.RowOf(ie.Id);
            if (row < 0)
            {
                Add(items, ie.Criticality, ie.Id, TypeOfError.NotUnderstood);
            }
            else
            {
                present.Add(row);
            }
        }

        for (int row = 0; row < format.Rules.Length; row++)
        {
            IeRule rule = format.Rules[row];
            if (rule.IsMandatory && !present.Contains(row))
            {
                Add(items, rule.Criticality, rule.Ie.Id, TypeOfError.Missing);
            }
        }

        return items;
    }

    /// <summary>A known IE with contents of a later version counts as not understood.</summary>
    private static void AddContents(
        List<IeCriticalityDiagnostics> items, S1apPdu pdu, MessageFormat format, int size, int offset)
    {
        int start = size;
        for (int index = pdu.Ies.Count - 1; index >= 0; index--)
        {
            RawIe ie = pdu.Ies[index];
            start -= EncodedSize(ie);
            if (start <= offset)
            {
                if (format.RowOf(ie.Id) is >= 0 and int row)
                {
                    Add(items, format.Rules[row].Criticality, ie.Id, TypeOfError.NotUnderstood);
                }

                return;
            }
        }
    }

    private static int EncodedSize(RawIe ie)
    {
        var writer = PerWriter.Measuring();
        ie.Write(ref writer);
        return writer.Size;
    }

    private static void Add(List<IeCriticalityDiagnostics> items, Criticality criticality, ushort id, TypeOfError type)
    {
        if (criticality != Criticality.Ignore && items.Count < CriticalityDiagnostics.IesMax)
        {
            items.Add(new(criticality, id, type));
        }
    }

    private static Criticality Worst(List<IeCriticalityDiagnostics> items) =>
        items.Count == 0 ? Criticality.Ignore
        : items.Exists(item => item.Criticality == Criticality.Reject) ? Criticality.Reject
        : Criticality.Notify;

    private static CauseProtocol SyntaxError(Criticality criticality) => criticality == Criticality.Reject
        ? CauseProtocol.AbstractSyntaxErrorReject
        : CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify;

    private static CriticalityDiagnostics Diagnose(S1apHeader header, ReadOnlySpan<IeCriticalityDiagnostics> items) =>
        new(header.Procedure, header.Type, header.Criticality, new(items));

    private static ErrorReport Complete(
        S1apHeader? header, SequenceOf<RawIe> ies, Criticality criticality, CauseProtocol cause,
        ReadOnlySpan<IeCriticalityDiagnostics> items)
    {
        (MmeUeS1apId? mme, EnbUeS1apId? enb) = Association(ies);
        bool isAssociation = mme is not null && enb is not null;
        return new(
            header is { } known ? Answered(known, criticality, cause, isAssociation) : ErrorAnswer.ErrorIndication,
            cause,
            header is { } read ? Diagnose(read, items) : null,
            mme,
            enb);
    }

    private static ErrorAnswer Answered(
        S1apHeader header, Criticality criticality, CauseProtocol cause, bool isAssociation)
    {
        bool isTransferSyntax = cause == CauseProtocol.TransferSyntaxError;
        return criticality == Criticality.Ignore ? ErrorAnswer.None
            : header.Procedure == ProcedureCode.ErrorIndication ? ErrorAnswer.LocalHandling // §10.5
            : criticality == Criticality.Notify || isTransferSyntax ? ErrorAnswer.ErrorIndication
            : header.Type != PduType.InitiatingMessage && IsKnown(header) ? ErrorAnswer.LocalHandling
            : HasUnsuccessfulOutcome(header, isAssociation) ? ErrorAnswer.UnsuccessfulOutcome
            : ErrorAnswer.ErrorIndication;
    }

    private static bool IsKnown(S1apHeader header) => MessageFormats.Find(header.Type, header.Procedure) is not null;

    /// <summary>
    /// True if the procedure can be refused by a message of its own, and that message can be addressed.
    /// </summary>
    private static bool HasUnsuccessfulOutcome(S1apHeader header, bool isAssociation) =>
        header.Type == PduType.InitiatingMessage
        && (header.Procedure == ProcedureCode.S1Setup
            || (header.Procedure == ProcedureCode.InitialContextSetup && isAssociation));

    private static (MmeUeS1apId? Mme, EnbUeS1apId? Enb) Association(SequenceOf<RawIe> ies)
    {
        MmeUeS1apId? mme = null;
        EnbUeS1apId? enb = null;
        foreach (RawIe ie in ies)
        {
            if (ie.Id == S1ap.Ies.MmeUeS1apId.Id)
            {
                mme = Whole<MmeUeS1apId>(ie);
            }
            else if (ie.Id == S1ap.Ies.EnbUeS1apId.Id)
            {
                enb = Whole<EnbUeS1apId>(ie);
            }
            else if (ie.Id == S1ap.Ies.UeS1apIds.Id && Whole<UeS1apIds>(ie) is { } pair)
            {
                (mme, enb) = (pair.Mme, pair.Enb);
            }
        }

        return (mme, enb);
    }

    private static T? Whole<T>(RawIe ie)
        where T : struct, IPerValue<T>
    {
        var reader = new PerReader(ie.Value.Span);
        T value = T.Read(ref reader);
        reader.End();
        return reader.Failed ? null : value;
    }
}
