using System;
using System.Numerics;

namespace Simulator.Protocols.S1ap;

/// <summary>An IE by number and by the standard's name.</summary>
/// <param name="Id">ProtocolIE-ID (TS 36.413 §9.3.6).</param>
/// <param name="Name">The name in §9.1, for errors.</param>
internal readonly record struct Ie(ushort Id, string Name)
{
    /// <summary>Must be there.</summary>
    internal IeRule Mandatory(Criticality criticality) => new(this, criticality, IsMandatory: true);

    /// <summary>May be there.</summary>
    internal IeRule Optional(Criticality criticality) => new(this, criticality, IsMandatory: false);
}

/// <summary>One row of a message's table in TS 36.413 §9.1.</summary>
internal readonly record struct IeRule(Ie Ie, Criticality Criticality, bool IsMandatory)
{
    /// <summary>Id and criticality as three octets, the first highest.</summary>
    internal uint Head => ((uint)Ie.Id << 8) | S1apHeader.HeadOf(Criticality);
}

/// <summary>A message's table in TS 36.413 §9.1: its header and the IEs that it knows, in their order.</summary>
internal sealed class MessageFormat
{
    private readonly IeRule[] _rules;
    private readonly uint[] _heads;

    internal MessageFormat(
        PduType type, ProcedureCode procedure, Criticality criticality, params ReadOnlySpan<IeRule> rules)
    {
        Header = new(type, procedure, criticality);
        _rules = rules.ToArray();
        _heads = Array.ConvertAll(_rules, rule => rule.Head);
        Head = Header.Head;
    }

    internal S1apHeader Header { get; }

    /// <summary>The header as three octets, the first highest.</summary>
    internal uint Head { get; }

    internal ReadOnlySpan<IeRule> Rules => _rules;

    /// <summary>Heads of the rows: id and criticality.</summary>
    internal ReadOnlySpan<uint> Heads => _heads;

    /// <summary>The row of an IE; -1 if the message does not know it.</summary>
    internal int RowOf(ushort id)
    {
        for (int row = 0; row < _heads.Length; row++)
        {
            if (_heads[row] >> 8 == id)
            {
                return row;
            }
        }

        return -1;
    }
}

/// <summary>How often an IE of a list occurs, and what each of its elements is wrapped in.</summary>
/// <param name="CountMax">Largest number of elements; there is at least one.</param>
/// <param name="Item">The ProtocolIE-SingleContainer around each element; null if there is none.</param>
internal readonly record struct ListFormat(int CountMax, IeRule? Item = null);

/// <summary>A set of the rows of one format.</summary>
internal struct IeSet
{
    private uint _rows;

    internal readonly bool Contains(int row) => (_rows & (1u << row)) != 0;

    internal readonly int Count => BitOperations.PopCount(_rows);

    internal void Add(int row) => _rows |= 1u << row;
}

/// <summary>The tables of all messages here.</summary>
internal static class MessageFormats
{
    /// <summary>The table of a message; null if there is none for this type and procedure.</summary>
    internal static MessageFormat? Find(PduType type, ProcedureCode procedure) => (type, procedure) switch
    {
        (PduType.InitiatingMessage, ProcedureCode.InitialContextSetup) => InitialContextSetupRequest.Format,
        (PduType.InitiatingMessage, ProcedureCode.DownlinkNasTransport) => DownlinkNasTransport.Format,
        (PduType.InitiatingMessage, ProcedureCode.InitialUeMessage) => InitialUeMessage.Format,
        (PduType.InitiatingMessage, ProcedureCode.UplinkNasTransport) => UplinkNasTransport.Format,
        (PduType.InitiatingMessage, ProcedureCode.Reset) => Reset.Format,
        (PduType.InitiatingMessage, ProcedureCode.ErrorIndication) => ErrorIndication.Format,
        (PduType.InitiatingMessage, ProcedureCode.NasNonDeliveryIndication) => NasNonDeliveryIndication.Format,
        (PduType.InitiatingMessage, ProcedureCode.S1Setup) => S1SetupRequest.Format,
        (PduType.InitiatingMessage, ProcedureCode.UeContextReleaseRequest) => UeContextReleaseRequest.Format,
        (PduType.InitiatingMessage, ProcedureCode.UeContextRelease) => UeContextReleaseCommand.Format,
        (PduType.InitiatingMessage, ProcedureCode.OverloadStart) => OverloadStart.Format,
        (PduType.InitiatingMessage, ProcedureCode.OverloadStop) => OverloadStop.Format,
        (PduType.SuccessfulOutcome, ProcedureCode.InitialContextSetup) => InitialContextSetupResponse.Format,
        (PduType.SuccessfulOutcome, ProcedureCode.Reset) => ResetAcknowledge.Format,
        (PduType.SuccessfulOutcome, ProcedureCode.S1Setup) => S1SetupResponse.Format,
        (PduType.SuccessfulOutcome, ProcedureCode.UeContextRelease) => UeContextReleaseComplete.Format,
        (PduType.UnsuccessfulOutcome, ProcedureCode.InitialContextSetup) => InitialContextSetupFailure.Format,
        (PduType.UnsuccessfulOutcome, ProcedureCode.S1Setup) => S1SetupFailure.Format,
        _ => null,
    };
}
