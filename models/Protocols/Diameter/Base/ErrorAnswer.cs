using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>An answer with the E flag, to whatever command (RFC 6733 §7.2).</summary>
/// <remarks>
/// The only form for protocol errors (3xxx); allowed for permanent failures (5xxx, §7.1.5), not for 4xxx (§7.1.4).
/// </remarks>
/// <param name="Command">Command code of the request.</param>
/// <param name="Application">Application of the request.</param>
/// <param name="IsProxiable">P flag of the request.</param>
/// <param name="Transaction">Identifiers of the request.</param>
/// <param name="SessionId">Session-Id of the request; empty if it had none.</param>
/// <param name="OriginHost">Who answers.</param>
/// <param name="OriginRealm">The realm of who answers.</param>
/// <param name="Result">Result-Code.</param>
/// <param name="OriginStateId">Grows whenever the sender has lost its state (§8.16).</param>
/// <param name="ErrorMessage">What went wrong, for people to read.</param>
/// <param name="ErrorReportingHost">Who set the result, if not the origin host; else empty (§7.4).</param>
/// <param name="FailedAvp">Whole AVPs that were refused, or an example of an absent one; else empty.</param>
/// <param name="Others">Whole AVPs without a meaning here, carried along at the end.</param>
public readonly record struct ErrorAnswer(
    CommandCode Command,
    DiameterApplication Application,
    bool IsProxiable,
    Transaction Transaction,
    SessionId SessionId,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    ResultCode Result,
    uint? OriginStateId = null,
    string? ErrorMessage = null,
    DiameterIdentity ErrorReportingHost = default,
    Octets FailedAvp = default,
    Octets Others = default)
    : IDiameterMessage<ErrorAnswer>, IAvpSource
{
    // header (the request's command and application, E, P as in the request) 0*1<Session-Id> Origin-Host Origin-Realm
    //   Result-Code [Origin-State-Id] [Error-Message] [Error-Reporting-Host] [Failed-AVP] *AVP
    // Octets behind the message are refused: the header counts them all (§3). AVPs that no rule names: see README.md.

    /// <inheritdoc/>
    public int EncodedSize => AvpWriter.SizeOf(this);

    DiameterHeader IAvpSource.Header =>
        new(false, IsProxiable, true, Command, Application, Transaction with { IsRepeated = false });

    /// <summary>Answers octets that a decoder refused (RFC 6733 §6.2, §7).</summary>
    /// <param name="request">The octets.</param>
    /// <param name="fault">Why they were refused.</param>
    /// <param name="host">Who answers.</param>
    /// <param name="realm">The realm of who answers.</param>
    /// <param name="answer">The answer, with Failed-AVP where an AVP is to blame.</param>
    /// <returns>False if there is nothing to answer to: less than a header, or an answer itself.</returns>
    public static bool TryMake(
        ReadOnlySpan<byte> request,
        in DiameterFault fault,
        DiameterIdentity host,
        DiameterIdentity realm,
        out ErrorAnswer answer)
    {
        if (!DiameterHeader.TryPeek(request, out DiameterHeader header) || !header.IsRequest || fault.IsNone)
        {
            answer = default;
            return false;
        }

        answer = new(
            header.Command,
            header.Application,
            header.IsProxiable,
            header.Transaction with { IsRepeated = false },
            FindSession(request),
            host,
            realm,
            fault.Result,
            ErrorMessage: fault.Error.ToString(),
            FailedAvp: fault.FailedAvp(request));
        return true;
    }

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out ErrorAnswer message, out DiameterFault fault)
    {
        bool right = DiameterHeader.TryDecode(source, out DiameterHeader header, out DiameterFault headerFault);
        headerFault = right && !header.IsError ? DiameterFault.HeaderBits : headerFault;
        bool read = DiameterDecoder.TryReadAvps(
            source, BaseCommand.AnswerMessage, BaseCommand.Dictionary, headerFault, out AvpSet avps, out fault);
        message = read ? Read(header, ref avps) : default;
        return read;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => AvpWriter.Encode(this, destination);

    /// <inheritdoc/>
    public bool TryEncode(Span<byte> destination, out int size) => AvpWriter.TryEncode(this, destination, out size);

    void IAvpSource.Write(ref AvpWriter writer)
    {
        if (!SessionId.IsEmpty)
        {
            writer.Add(BaseAvp.SessionId, SessionId);
        }

        writer.Add(BaseAvp.OriginHost, OriginHost.Span);
        writer.Add(BaseAvp.OriginRealm, OriginRealm.Span);
        writer.Add(BaseAvp.ResultCode, (uint)Result);
        writer.AddOptional(BaseAvp.OriginStateId, OriginStateId);
        writer.AddOptional(BaseAvp.ErrorMessage, ErrorMessage);
        writer.AddOptional(BaseAvp.ErrorReportingHost, ErrorReportingHost.Span);
        writer.AddOptional(BaseAvp.FailedAvp, FailedAvp.Span);
        writer.AddWhole(Others);
    }

    private static ErrorAnswer Read(in DiameterHeader header, ref AvpSet avps) => new(
        header.Command,
        header.Application,
        header.IsProxiable,
        header.Transaction,
        SessionId.Read(avps.Data(BaseAvp.SessionId)),
        avps.Identity(BaseAvp.OriginHost),
        avps.Identity(BaseAvp.OriginRealm),
        (ResultCode)avps.Unsigned32(BaseAvp.ResultCode),
        avps.OptionalUnsigned32(BaseAvp.OriginStateId),
        avps.Text(BaseAvp.ErrorMessage),
        avps.Identity(BaseAvp.ErrorReportingHost),
        avps.Octets(BaseAvp.FailedAvp),
        avps.Others(BaseCommand.AnswerMessage));

    /// <summary>The session of a request that may be wrong: its first AVP, if that is a right Session-Id.</summary>
    private static SessionId FindSession(ReadOnlySpan<byte> request)
    {
        DiameterFault fault = DiameterFault.None;
        bool right = RawAvp.Check(
            request, DiameterSize.Header, request.Length, BaseCommand.Dictionary, out RawAvp avp, ref fault);
        return right && avp.Key == BaseAvp.SessionId.Key && AvpChecker.IsGood(request, avp, BaseAvp.SessionId)
            ? SessionId.Read(avp.Data(request))
            : default;
    }
}
