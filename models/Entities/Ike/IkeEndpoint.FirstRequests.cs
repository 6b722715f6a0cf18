using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>IKE_SA_INIT at the responder: no state before it is worth it (§1.2, §2.6, §2.7, §2.23).</summary>
public sealed partial class IkeEndpoint
{
    private readonly Dictionary<(IpEndpoint Peer, ulong Spi), IkeSa> _firstRequests = [];
    private readonly byte[] _cookieSecret = new byte[SHA256.HashSizeInBytes];

    /// <summary>Where address translators may be, in data of both notifications (§2.23).</summary>
    internal void AddDetection(
        List<IkePayload> payloads, ulong initiatorSpi, ulong responderSpi, in IpEndpoint own, in IpEndpoint peer)
    {
        IpEndpoint source = Options.IsEncapsulationForced ? default : own;
        payloads.Add(IkePayload.Of(
            PayloadType.Notify,
            new NotifyPayload(NotifyType.NatDetectionSourceIp, HashOf(initiatorSpi, responderSpi, source))));
        payloads.Add(IkePayload.Of(
            PayloadType.Notify,
            new NotifyPayload(NotifyType.NatDetectionDestinationIp, HashOf(initiatorSpi, responderSpi, peer))));
    }

    /// <summary>Looks for an address translator, and moves to port 4500 if there is one.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="contents">What the peer said.</param>
    /// <param name="responderSpi">SPIr of that message.</param>
    internal void Detect(IkeSa sa, IkeContents contents, ulong responderSpi)
    {
        bool hasSource = false, isSourceGood = false, isDestinationGood = true;
        foreach (NotifyPayload notify in contents.Notifies)
        {
            if (notify.Type == NotifyType.NatDetectionSourceIp)
            {
                hasSource = true;
                isSourceGood |= notify.Data == HashOf(sa.InitiatorSpi, responderSpi, sa.Peer);
            }
            else if (notify.Type == NotifyType.NatDetectionDestinationIp)
            {
                isDestinationGood = notify.Data == HashOf(sa.InitiatorSpi, responderSpi, sa.Own);
            }
        }

        if (!hasSource || (isSourceGood && isDestinationGood && !Options.IsEncapsulationForced))
        {
            return;
        }

        Count(IkeEvent.TranslatorDetected);
        sa.HasTranslator = true;
        if (sa.IsInitiator)
        {
            sa.Own = sa.Own with { Port = IkeNumber.NatPort };
            sa.Peer = sa.Peer with { Port = IkeNumber.NatPort };
        }
    }

    private static Octets HashOf(ulong initiatorSpi, ulong responderSpi, in IpEndpoint end)
    {
        Span<byte> address = stackalloc byte[16];
        int size = end.Address.Write(address);
        return NatDetection.Hash(initiatorSpi, responderSpi, address[..size], end.Port);
    }

    private void ReceiveFirst(in IkeMessage message, in IkeArrival arrival)
    {
        IkeHeader header = message.Header;
        if (header.ResponderSpi != 0 || !header.IsInitiator || header.MessageId != 0 || message.IsEncrypted)
        {
            arrival.Drop(this, IkeDrop.Mismatch);
        }
        else if (_firstRequests.TryGetValue((arrival.Peer, header.InitiatorSpi), out IkeSa? sa))
        {
            RepeatFirst(sa, arrival);
        }
        else
        {
            Examine(message, arrival);
        }
    }

    private void RepeatFirst(IkeSa sa, in IkeArrival arrival)
    {
        if (sa.State == IkeSaState.HalfOpen && arrival.Octets.AsSpan().SequenceEqual(sa.FirstMessages.Initiator))
        {
            sa.RepeatAnswer(arrival);
        }
        else
        {
            arrival.Drop(
                this, sa.State == IkeSaState.HalfOpen ? IkeDrop.ChangedRequest : IkeDrop.OldMessageId);
        }
    }

    private void Examine(in IkeMessage message, in IkeArrival arrival)
    {
        IkeHeader header = message.Header;
        IkeArrival kept = arrival;
        FirstRequest request = Judge(message, arrival);
        if (request.Refusal == NotifyType.None && (HalfOpenCount >= Options.HalfOpenMax || IsFull))
        {
            arrival.Drop(this, IsFull ? IkeDrop.TableFull : IkeDrop.HalfOpenFull);
            return;
        }

        Work work = request.HasCookieCost ? Costs.AndCookie(Costs.Step) : Costs.Step;
        if (request.Refusal != NotifyType.None)
        {
            Execute(work, arrival, tag => RefuseFirst(header, request, kept.After(tag)));
            return;
        }

        work = Costs.AndAgree(Costs.AndGenerate(work, request.Suite.Group), request.Suite.Group);
        work = Costs.AndPrf(work, IkeKeys.PrfCount(request.Suite.Cipher));
        bool isTaken = Execute(work, arrival, tag => Accept(header, request, kept.After(tag)));
        HalfOpenCount += isTaken ? 1 : 0; // also while it waits, so that a flood finds the threshold
    }

    /// <summary>What a first request gets: a pure function of it and of how many are half open.</summary>
    private FirstRequest Judge(in IkeMessage message, in IkeArrival arrival)
    {
        if (!IkeContents.TryRead(message.Payloads.Span, out IkeContents? contents, out IkeFault fault))
        {
            return new(null, fault.Notify, fault.Notify == NotifyType.UnsupportedCriticalPayload
                ? new Octets([(byte)fault.Payload])
                : default);
        }

        if (contents!.SecurityAssociation is not { } offer || contents.KeyExchange is not { } exchange
            || contents.Nonce.IsEmpty)
        {
            return new(contents, NotifyType.InvalidSyntax);
        }

        bool mustShowCookie = HalfOpenCount >= Options.CookieThreshold;
        if (mustShowCookie && !HasCookie(message.Header, contents, arrival))
        {
            return new(contents, NotifyType.Cookie, MakeCookie(CookieVersion, message.Header, contents, arrival))
            {
                HasCookieCost = true,
            };
        }

        if (!IkeNegotiation.TryChoose(offer, Options.Suites, out Proposal proposal, out IkeSuite suite))
        {
            return new(contents, NotifyType.NoProposalChosen) { HasCookieCost = mustShowCookie };
        }

        return exchange.Group != suite.Group
            ? new(contents, NotifyType.InvalidKePayload, GroupOf(suite.Group)) { HasCookieCost = mustShowCookie }
            : new(contents, NotifyType.None)
            {
                HasCookieCost = mustShowCookie,
                Suite = suite,
                Number = proposal.Number,
            };
    }

    private static Octets GroupOf(DhGroup group)
    {
        Span<byte> octets = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)group);
        return new Octets(octets);
    }

    private uint CookieVersion =>
        (uint)(Simulation.Now.Picoseconds / Options.CookieSecretLifetime.Picoseconds);

    private bool HasCookie(in IkeHeader header, IkeContents contents, in IkeArrival arrival)
    {
        if (contents.Find(NotifyType.Cookie) is not { } cookie)
        {
            return false;
        }

        uint current = CookieVersion;
        bool isGood = IkeCookie.TryReadVersion(cookie.Data, out uint version)
            && (version == current || version + 1 == current)
            && IkeCookie.Verify(cookie.Data, MakeCookie(version, header, contents, arrival));
        if (!isGood)
        {
            Count(IkeEvent.CookieWrong);
        }

        return isGood;
    }

    private Octets MakeCookie(uint version, in IkeHeader header, IkeContents contents, in IkeArrival arrival)
    {
        Span<byte> address = stackalloc byte[16], number = stackalloc byte[sizeof(uint)];
        int size = arrival.Peer.Address.Write(address);
        BinaryPrimitives.WriteUInt32BigEndian(number, version);
        byte[] secret = HMACSHA256.HashData(_cookieSecret, number);
        return IkeCookie.Make(secret, version, contents.Nonce, address[..size], header.InitiatorSpi);
    }

    private void RefuseFirst(in IkeHeader header, in FirstRequest request, in IkeArrival arrival)
    {
        // responder -> initiator  N(COOKIE) or an error, with SPIr of 0 and nothing remembered (§2.6, §2.21.1)
        if (request.Refusal == NotifyType.Cookie)
        {
            Count(IkeEvent.CookieDemanded);
        }

        SendAlone(
            header with { IsInitiator = false, IsResponse = true },
            new NotifyPayload(request.Refusal, request.Data),
            arrival);
    }

    private void Accept(in IkeHeader header, in FirstRequest request, in IkeArrival arrival)
    {
        // initiator -> responder  SA, KE, Ni (§1.2)
        IkeContents contents = request.Contents!;
        if (_firstRequests.TryGetValue((arrival.Peer, header.InitiatorSpi), out IkeSa? earlier))
        {
            HalfOpenCount--; // it came again while the first one waited for the processor
            RepeatFirst(earlier, arrival);
            return;
        }

        var pair = KeyPair.Make(request.Suite.Group, Exponents);
        if (!pair.TryAgree(contents.KeyExchange!.Value, out byte[] secret))
        {
            HalfOpenCount--;
            Count(IkeEvent.InvalidPublicValue);
            SendAlone(
                header with { IsInitiator = false, IsResponse = true },
                new NotifyPayload(NotifyType.InvalidSyntax),
                arrival);
            return;
        }

        IkeSa sa = MakeHalfOpen(header, contents, request.Suite, secret, arrival, out Octets nonce);
        Observer.Received(new(sa, header, contents, arrival.Carrier, arrival.Peer, arrival.Tag));

        // responder -> initiator  SA, KE, Nr, N(NAT_DETECTION_…) (§1.2, §2.23)
        var payloads = new List<IkePayload>
        {
            IkePayload.Of(
                PayloadType.SecurityAssociation,
                new SecurityAssociationPayload(new(request.Suite.ToProposal(request.Number)))),
            IkePayload.Of(PayloadType.KeyExchange, pair.Payload),
            IkePayload.Of(PayloadType.Nonce, new NoncePayload(nonce)),
        };
        AddDetection(payloads, sa.InitiatorSpi, sa.ResponderSpi, sa.Own, sa.Peer);
        Observer.Sending(new(sa, ExchangeType.IkeSaInit, IsResponse: true, contents), payloads);
        IkeHeader answerHeader = header with
        {
            ResponderSpi = sa.ResponderSpi,
            IsInitiator = false,
            IsResponse = true,
        };
        byte[] answer = Encode(new IkeMessage(answerHeader, new([.. payloads])));
        sa.FirstMessages = (arrival.Octets, answer);
        MessageLabel label = Label(ExchangeType.IkeSaInit, isResponse: true, "");
        sa.StartWindow(answer, label);
        Transmit(sa, answer, label, arrival.Own, arrival.Peer, arrival.Tag);
    }

    private IkeSa MakeHalfOpen(
        in IkeHeader header,
        IkeContents contents,
        IkeSuite suite,
        byte[] secret,
        in IkeArrival arrival,
        out Octets nonce)
    {
        var sa = new IkeSa(this, isInitiator: false, arrival.Own, arrival.Peer)
        {
            State = IkeSaState.HalfOpen,
            InitiatorSpi = header.InitiatorSpi,
            ResponderSpi = NewSpi(),
        };
        nonce = NewNonce();
        Span<byte> seed = stackalloc byte[Crypto.Key256.Size];
        IkeKeys.WriteSeed(contents.Nonce.Span, nonce.Span, secret, seed);
        Remember(sa);
        _firstRequests.Add((arrival.Peer, header.InitiatorSpi), sa);
        sa.FirstRequestFrom = arrival.Peer;
        Detect(sa, contents, responderSpi: 0);
        sa.SetKeys(suite, seed, contents.Nonce, nonce);
        sa.StartHalfOpenTimer();
        return sa;
    }

    private void ForgetFirstRequest(IkeSa sa)
    {
        if (sa.FirstRequestFrom is { } peer)
        {
            _firstRequests.Remove((peer, sa.InitiatorSpi));
        }
    }

    /// <summary>A first request and what it gets.</summary>
    /// <param name="Contents">What it says; null if it cannot be read.</param>
    /// <param name="Refusal">None, or the error, or COOKIE.</param>
    /// <param name="Data">Data of that notification.</param>
    private readonly record struct FirstRequest(IkeContents? Contents, NotifyType Refusal, Octets Data = default)
    {
        /// <summary>True if a cookie is checked or made.</summary>
        public bool HasCookieCost { get; init; }

        /// <summary>The algorithms chosen.</summary>
        public IkeSuite Suite { get; init; }

        /// <summary>Number of the proposal chosen.</summary>
        public byte Number { get; init; }
    }
}
