using System;
using System.Collections.Generic;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Why the payloads of a message were refused.</summary>
/// <param name="Notify">What the answer says: INVALID_SYNTAX or UNSUPPORTED_CRITICAL_PAYLOAD.</param>
/// <param name="Payload">The payload that is wrong.</param>
/// <param name="Error">What is wrong with its body.</param>
public readonly record struct IkeFault(NotifyType Notify, PayloadType Payload, DecodeError Error)
{
    /// <summary>Nothing is wrong.</summary>
    public static IkeFault None => default;

    /// <summary>True for <see cref="None"/>.</summary>
    public bool IsNone => Notify == NotifyType.None;
}

/// <summary>What the payloads of a message say, in the clear or after decryption.</summary>
/// <remarks>
/// Order does not count (§2.5: what a receiver can understand it must). Unknown payloads are passed over unless they
/// are critical. CERT, CERTREQ, CP and EAP are passed over too: nothing here uses them.
/// </remarks>
public sealed class IkeContents
{
    private readonly List<NotifyPayload> _notifies = [];
    private readonly List<DeletePayload> _deletes = [];
    private readonly List<Octets> _vendorIds = [];

    private IkeContents()
    {
    }

    /// <summary>SA.</summary>
    public SecurityAssociationPayload? SecurityAssociation { get; private set; }

    /// <summary>KE.</summary>
    public KeyExchangePayload? KeyExchange { get; private set; }

    /// <summary>IDi.</summary>
    public IdentificationPayload? Initiator { get; private set; }

    /// <summary>IDr.</summary>
    public IdentificationPayload? Responder { get; private set; }

    /// <summary>AUTH.</summary>
    public AuthenticationPayload? Authentication { get; private set; }

    /// <summary>Nonce; empty if there is none.</summary>
    public Octets Nonce { get; private set; }

    /// <summary>TSi.</summary>
    public TrafficSelectorPayload? InitiatorSelectors { get; private set; }

    /// <summary>TSr.</summary>
    public TrafficSelectorPayload? ResponderSelectors { get; private set; }

    /// <summary>Notifications in order.</summary>
    public IReadOnlyList<NotifyPayload> Notifies => _notifies;

    /// <summary>Deletions in order.</summary>
    public IReadOnlyList<DeletePayload> Deletes => _deletes;

    /// <summary>Vendor IDs in order.</summary>
    public IReadOnlyList<Octets> VendorIds => _vendorIds;

    /// <summary>The first error that is notified, or null.</summary>
    public NotifyPayload? Error
    {
        get
        {
            int index = _notifies.FindIndex(notify => notify.IsError);
            return index < 0 ? null : _notifies[index];
        }
    }

    /// <summary>Reads the bodies of payloads.</summary>
    /// <param name="payloads">The payloads; an encrypted one is passed over.</param>
    /// <param name="contents">What they say.</param>
    /// <param name="fault">What is wrong with the first wrong one.</param>
    public static bool TryRead(ReadOnlySpan<IkePayload> payloads, out IkeContents? contents, out IkeFault fault)
    {
        contents = new IkeContents();
        foreach (IkePayload payload in payloads)
        {
            DecodeError error = contents.Read(payload, out bool isKnown);
            if (!error.IsNone || (!isKnown && payload.IsCritical))
            {
                contents = null;
                fault = error.IsNone
                    ? new(
                        NotifyType.UnsupportedCriticalPayload,
                        payload.Type,
                        DecodeError.NotComprehended("critical payload", 0))
                    : new(NotifyType.InvalidSyntax, payload.Type, error);
                return false;
            }
        }

        fault = IkeFault.None;
        return true;
    }

    /// <summary>A notification of a type, or null.</summary>
    /// <param name="type">The type.</param>
    public NotifyPayload? Find(NotifyType type)
    {
        int index = _notifies.FindIndex(notify => notify.Type == type);
        return index < 0 ? null : _notifies[index];
    }

    private DecodeError Read(in IkePayload payload, out bool isKnown)
    {
        ReadOnlySpan<byte> body = payload.Body.Span;
        isKnown = true;
        switch (payload.Type)
        {
            case PayloadType.SecurityAssociation:
                return ReadOnce(SecurityAssociation, body, value => SecurityAssociation = value);
            case PayloadType.KeyExchange:
                return ReadOnce(KeyExchange, body, value => KeyExchange = value);
            case PayloadType.IdentificationInitiator:
                return ReadOnce(Initiator, body, value => Initiator = value);
            case PayloadType.IdentificationResponder:
                return ReadOnce(Responder, body, value => Responder = value);
            case PayloadType.Authentication:
                return ReadOnce(Authentication, body, value => Authentication = value);
            case PayloadType.Nonce:
                NoncePayload? nonce = Nonce.IsEmpty ? null : default(NoncePayload);
                return ReadOnce(nonce, body, value => Nonce = value.Value);
            case PayloadType.TrafficSelectorInitiator:
                return ReadOnce(InitiatorSelectors, body, value => InitiatorSelectors = value);
            case PayloadType.TrafficSelectorResponder:
                return ReadOnce(ResponderSelectors, body, value => ResponderSelectors = value);
            case PayloadType.Notify:
                return ReadInto(_notifies, body);
            case PayloadType.Delete:
                return ReadInto(_deletes, body);
            case PayloadType.VendorId:
                _vendorIds.Add(payload.Body);
                return DecodeError.None;
            case PayloadType.Certificate or PayloadType.CertificateRequest or PayloadType.Configuration
                or PayloadType.Eap or PayloadType.Encrypted:
                return DecodeError.None;
            default:
                isKnown = false;
                return DecodeError.None;
        }
    }

    private static DecodeError ReadOnce<T>(T? before, ReadOnlySpan<byte> body, Action<T> keep)
        where T : struct, IWireMessage<T>
    {
        if (before is not null)
        {
            return DecodeError.Duplicate("payload", 0);
        }

        if (T.TryDecode(body, out T value, out DecodeError error))
        {
            keep(value);
        }

        return error;
    }

    private static DecodeError ReadInto<T>(List<T> list, ReadOnlySpan<byte> body)
        where T : struct, IWireMessage<T>
    {
        if (T.TryDecode(body, out T value, out DecodeError error))
        {
            list.Add(value);
        }

        return error;
    }
}
