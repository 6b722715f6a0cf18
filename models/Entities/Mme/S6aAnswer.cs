using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an MME makes of answers over S6a (TS 29.272 §7.4, RFC 6733 §7.1).</summary>
internal static class S6aAnswer
{
    /// <summary>A command of S6a that an HSS answers, not an MME (RFC 6733 §7.1.3).</summary>
    public static DiameterFault NotForAnMme { get; } = new(
        ResultCode.CommandUnsupported, DecodeError.Unexpected("command code", at: 5), 0, false, null, null);

    /// <summary>Reads the answer to a request of vectors and releases it.</summary>
    /// <param name="reply">What came of the request.</param>
    /// <param name="sent">Tag of the request.</param>
    public static VectorAnswer ReadVector(in DiameterReply reply, in MeasurementTag sent)
    {
        if (reply.Answer is not { } packet)
        {
            return new(StatusOf(reply.Outcome), default, sent);
        }

        bool isRead = AuthenticationInformationAnswer.TryDecode(
            packet.Octets, out AuthenticationInformationAnswer answer, out _);
        S6aStatus status = isRead ? StatusOf(answer.Session.Result) : StatusOfError(packet.Octets);
        EpsAuthenticationVector vector = default;
        if (status == S6aStatus.Success && answer.Vectors.Count == 0)
        {
            status = S6aStatus.AuthenticationDataUnavailable; // §5.2.3.1.3: it may have none to give
        }
        else if (status == S6aStatus.Success)
        {
            EutranVector first = answer.Vectors[0];
            vector = new(first.Rand, first.Xres, first.Autn, first.Kasme);
        }

        return new(status, vector, Release(packet));
    }

    /// <summary>Reads the answer to a location update and releases it.</summary>
    /// <param name="reply">What came of the request.</param>
    /// <param name="sent">Tag of the request.</param>
    public static LocationAnswer ReadLocation(in DiameterReply reply, in MeasurementTag sent)
    {
        if (reply.Answer is not { } packet)
        {
            return new(StatusOf(reply.Outcome), null, sent);
        }

        bool isRead = UpdateLocationAnswer.TryDecode(packet.Octets, out UpdateLocationAnswer answer, out _);
        S6aStatus status = isRead ? StatusOf(answer.Session.Result) : StatusOfError(packet.Octets);
        SubscriptionData? subscription = status == S6aStatus.Success ? answer.Subscription : null;
        return new(status, subscription, Release(packet));
    }

    /// <summary>Reads the answer to a purge and releases it.</summary>
    /// <param name="reply">What came of the request.</param>
    public static S6aStatus ReadPurge(in DiameterReply reply)
    {
        if (reply.Answer is not { } packet)
        {
            return StatusOf(reply.Outcome);
        }

        S6aStatus status = PurgeUeAnswer.TryDecode(packet.Octets, out PurgeUeAnswer answer, out _)
            ? StatusOf(answer.Session.Result)
            : StatusOfError(packet.Octets);
        packet.Release();
        return status;
    }

    private static S6aStatus StatusOf(DiameterOutcome outcome) =>
        outcome == DiameterOutcome.NoAnswer ? S6aStatus.NoAnswer : S6aStatus.Unreachable;

    private static S6aStatus StatusOf(in DiameterResult result) => result switch
    {
        { IsSuccess: true } => S6aStatus.Success,
        { Vendor: VendorId.Tgpp } => StatusOf((S6aResultCode)result.Code),
        { Vendor: VendorId.Ietf, Code: (uint)ResultCode.TooBusy } => S6aStatus.TooBusy,
        _ => S6aStatus.Refused,
    };

    private static S6aStatus StatusOf(S6aResultCode code) => code switch
    {
        S6aResultCode.UserUnknown => S6aStatus.UserUnknown,
        S6aResultCode.UnknownEpsSubscription => S6aStatus.UnknownEpsSubscription,
        S6aResultCode.RoamingNotAllowed => S6aStatus.RoamingNotAllowed,
        S6aResultCode.RatNotAllowed => S6aStatus.RatNotAllowed,
        S6aResultCode.AuthenticationDataUnavailable => S6aStatus.AuthenticationDataUnavailable,
        _ => S6aStatus.Refused,
    };

    // An answer that is not one of its command: with the E flag it says why, otherwise nobody knows (RFC 6733 §7.2). A
    // success cannot be said that way.
    private static S6aStatus StatusOfError(ReadOnlySpan<byte> octets)
    {
        S6aStatus status = ErrorAnswer.TryDecode(octets, out ErrorAnswer error, out _)
            ? StatusOf(DiameterResult.Of(error.Result))
            : S6aStatus.Refused;
        return status == S6aStatus.Success ? S6aStatus.Refused : status;
    }

    private static MeasurementTag Release(Packet packet)
    {
        MeasurementTag tag = packet.Tag;
        packet.Release();
        return tag;
    }
}
