using System;
using System.Diagnostics.CodeAnalysis;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What a UE waited for.</summary>
internal enum UeNasEvent
{
    /// <summary>An EMM message, readable and as protected as it must be.</summary>
    Message,

    /// <summary>An ESM message outside any EMM message.</summary>
    SessionMessage,

    /// <summary>The network has released the connection.</summary>
    Released,

    /// <summary>Nothing came in time.</summary>
    TimedOut,
}

/// <summary>What has come. The octets are plain, but for a SECURITY MODE COMMAND.</summary>
/// <param name="Event">What it is.</param>
/// <param name="Type">Type of an EMM message.</param>
/// <param name="IsProtected">True if it has passed the integrity check.</param>
/// <param name="Packet">Its octets, the port's until the message is completed.</param>
internal readonly record struct NasMessage(
    UeNasEvent Event, EmmMessageType Type = default, bool IsProtected = false, Packet? Packet = null)
{
    public ReadOnlySpan<byte> Octets => Packet!.Octets;
}

/// <summary>
/// NAS over the radio while a UE is busy: takes messages with the checks of TS 24.301 §4.4.4.2, protects answers, and
/// adds up what a message costs, so that it is one request to the processor. At most one message and one answer are in
/// work at a time. The UEs of a group have the ports that their busy ones need, one UE after the other.
/// </summary>
internal sealed class NasPort
{
    private const int InboxMax = 16;      // ours: no network has as many messages under way to one UE
    private const int MessageMax = 2_048; // ours: far beyond any message of the simulated procedures
    private const int MacOffset = 1;      // TS 24.301 §9.1

    private readonly Mailbox<Packet> _inbox;
    private Ue? _ue; // while it is open
    private Packet? _message;
    private Packet? _answer;
    private bool _isRefused;
    private Work _work;
    private MeasurementTag _tag;

    /// <summary>A port that no UE has yet.</summary>
    /// <param name="simulation">The simulation.</param>
    public NasPort(Simulation simulation)
    {
        _inbox = new Mailbox<Packet>(simulation, InboxMax);
        Attach = new UeAttach(this);
        Messages = new UeMessages(this);
    }

    /// <summary>The UE that has it now.</summary>
    public Ue Ue => _ue!;

    /// <summary>The attach procedure.</summary>
    public UeAttach Attach { get; }

    /// <summary>What any procedure may get.</summary>
    public UeMessages Messages { get; }

    /// <summary>True if something has come that was not looked at.</summary>
    public bool HasMessages => _inbox.Count > 0;

    /// <summary>What is measured: the tag of the message in work, with what was executed for it.</summary>
    public MeasurementTag Tag
    {
        get => _tag;
        set => _tag = value;
    }

    /// <summary>The attach request that was sent last, for a command that doubts it (§5.4.3.3).</summary>
    public AttachRequest Request { get; set; }

    /// <summary>Uplink COUNT that KeNB is derived with: of the message that set up the security in use
    /// (TS 33.401 annex A.3).</summary>
    public uint KenbCount { get; private set; }

    /// <summary>A UE becomes busy.</summary>
    public void Open(Ue ue) => _ue = ue;

    /// <summary>A record has arrived.</summary>
    public void Put(Packet packet)
    {
        if (!_inbox.Put(packet))
        {
            Ue.Refuse(packet, UeRefusal.MailboxFull, DropReason.MailboxFull);
        }
    }

    /// <summary>The next message that passes the checks, the release of the connection, or the end of the wait.
    /// </summary>
    /// <param name="deadline">When the wait ends.</param>
    public async Process<NasMessage> Receive(SimTime deadline)
    {
        while (true)
        {
            Received<Packet> received = await _inbox.Receive(Until(deadline));
            if (!received.TryGet(out Packet? packet))
            {
                return new NasMessage(UeNasEvent.TimedOut);
            }

            if (packet.Dissector == Radio.RrcDissector)
            {
                if (Ue.TryRelease(packet))
                {
                    return new NasMessage(UeNasEvent.Released);
                }

                continue;
            }

            _message = packet;
            _tag = packet.Tag;
            Charge(Ue.Costs.Step);
            if (TryOpen(packet, out NasMessage message))
            {
                return message;
            }

            await Complete();
        }
    }

    /// <summary>Waits without a connection to speak over: what comes is not taken.</summary>
    /// <param name="pause">How long.</param>
    public async Process Pause(SimTime pause)
    {
        SimTime deadline = Ue.Simulation.Now + pause;
        while (true)
        {
            Received<Packet> received = await _inbox.Receive(Until(deadline));
            if (!received.TryGet(out Packet? packet))
            {
                return;
            }

            if (packet.Dissector == Radio.RrcDissector)
            {
                Ue.TryRelease(packet);
            }
            else
            {
                Ue.Refuse(packet, UeRefusal.UnexpectedMessage);
            }
        }
    }

    /// <summary>Sets up a connection if there is none (TS 36.331 §5.3.3).</summary>
    /// <returns>False if the eNB has released it before it was there.</returns>
    public async Process<bool> Connect()
    {
        if (Ue.IsConnected)
        {
            return true;
        }

        // UE -> eNB  RRCConnectionRequest; what follows of the set-up is not encoded
        Ue.Radio.Send(
            Radio.Frame(Ue.Node, Ue.ConnectionRequest(), Radio.RequestLabel, _tag, Radio.UplinkRrcDissector));
        Duration setup = Ue.Options.RrcSetup;
        SimTime end = Ue.Simulation.Now + setup.Next(setup.IsConstant ? null : Ue.Stream("rrc-setup"));
        while (true)
        {
            Received<Packet> received = await _inbox.Receive(Until(end));
            if (!received.TryGet(out Packet? packet))
            {
                Ue.Connect();
                return true;
            }

            if (packet.Dissector != Radio.RrcDissector)
            {
                Ue.Refuse(packet, UeRefusal.UnexpectedMessage);
            }
            else if (Ue.TryRelease(packet)) // eNB -> UE  RRCConnectionRelease
            {
                return false;
            }
        }
    }

    /// <summary>Adds an operation to what the message in work costs.</summary>
    public void Charge(OperationId operation, int octets = 0) => _work = _work.And(operation, octets);

    /// <summary>The message in work is not taken; a status may say so to the network (TS 24.301 §7).</summary>
    public void Refuse(UeRefusal reason, EmmCause? status = null)
    {
        Ue.Measures.Refused.Count(reason);
        _isRefused = true;
        if (status is { } cause)
        {
            Answer(EmmMessageType.EmmStatus, new EmmStatus(cause));
        }
    }

    /// <summary>
    /// Prepares an answer: protected and ciphered once messages are exchanged securely, plain before (§4.4.4, §4.4.5).
    /// </summary>
    public void Answer<T>(EmmMessageType type, in T message)
        where T : struct, IWireMessage => Answer(NasLabels.Of(type), message);

    /// <inheritdoc cref="Answer{T}(EmmMessageType, in T)"/>
    public void Answer<T>(MessageLabel label, in T message)
        where T : struct, IWireMessage
    {
        if (Ue.IsSecure)
        {
            AnswerWith(Ue.Context!, SecurityHeaderType.IntegrityCiphered, label, message);
        }
        else
        {
            _answer = Radio.Frame(Ue.Node, message, label, default);
        }
    }

    /// <summary>
    /// Prepares a request: protected if there is a context, and ciphered only if messages are exchanged securely; an
    /// attach request never is (§4.4.5).
    /// </summary>
    public void Begin<T>(EmmMessageType type, in T message)
        where T : struct, IWireMessage
    {
        Charge(Ue.Costs.Step);
        if (Ue.Context is not { } context)
        {
            Answer(type, message);
            return;
        }

        bool isCiphered = Ue.IsSecure && type != EmmMessageType.AttachRequest;
        AnswerWith(
            context,
            isCiphered ? SecurityHeaderType.IntegrityCiphered : SecurityHeaderType.Integrity,
            NasLabels.Of(type),
            message);
        KenbCount = context.LastSent?.Value ?? KenbCount;
    }

    /// <summary>Prepares an answer that is protected with a context.</summary>
    public void AnswerWith<T>(NasSecurityContext context, SecurityHeaderType header, MessageLabel label, in T message)
        where T : struct, IWireMessage
    {
        int size = NasSecurityContext.ProtectedSize(message.EncodedSize);
        Packet packet = Radio.Frame(Ue.Node, size, label, default);
        if (!context.TryProtect(header, message, packet.Change(), out _))
        {
            Ue.Measures.Refused.Count(UeRefusal.CountExhausted);
            packet.Release();
            return;
        }

        ChargeProtection(context, header, size);
        if (Ue.Options.Behaviour == UeBehaviour.WrongMac)
        {
            packet.Change()[MacOffset] ^= 1;
            packet.Fault = "behaviour: wrong-mac";
        }

        _answer = packet;
        KenbCount = header == SecurityHeaderType.IntegrityCipheredNewContext
            ? context.LastSent!.Value.Value
            : KenbCount;
    }

    /// <summary>Prepares octets that are no message.</summary>
    public void AnswerGarbage(ReadOnlySpan<byte> octets)
    {
        _answer = Radio.Frame(Ue.Node, octets.Length, NasLabels.Unreadable, default);
        octets.CopyTo(_answer.Change());
        _answer.Fault = "behaviour: garbage";
    }

    /// <summary>Marks the prepared answer as wrong on purpose.</summary>
    public void MarkAnswer(string fault)
    {
        if (_answer is not null)
        {
            _answer.Fault = fault;
        }
    }

    /// <summary>Checks a sealed message against a context; on success its plain octets are the packet's.</summary>
    public bool TryUnprotect(Packet packet, NasSecurityContext context, out NasSecurityFault fault)
    {
        int size = packet.Size;
        ChargeProtection(context, (SecurityHeaderType)(packet.Octets[0] >> 4), size);
        Span<byte> plain = stackalloc byte[size];
        if (!context.TryUnprotect(packet.Octets, plain, out int plainSize, out fault))
        {
            return false;
        }

        packet.TrimStart(size - plainSize);
        plain[..plainSize].CopyTo(packet.Change());
        return true;
    }

    /// <summary>Executes what the message has cost so far, as one request; <see cref="Has"/> takes the result.
    /// </summary>
    public Pending<Execution> Execute()
    {
        Work work = _work;
        _work = default;
        return Ue.Processor.Execute(work, _tag);
    }

    /// <summary>Takes what came of an execution.</summary>
    /// <returns>False if the processor refused or lost it: the message is not taken.</returns>
    public bool Has(in Execution execution)
    {
        _tag = execution.Tag;
        if (!execution.IsDone)
        {
            Ue.Measures.Refused.Count(UeRefusal.ProcessorFull);
            _isRefused = true;
        }

        return execution.IsDone;
    }

    /// <summary>Executes what the message has cost, sends the answer and lets go of the message.</summary>
    /// <returns>False if the processor refused or lost it: nothing was sent and nothing may change.</returns>
    public async Process<bool> Complete()
    {
        bool isDone = _work.Count == 0 || Has(await Execute());
        if (isDone && _answer is { } answer)
        {
            _answer = null;
            answer.Tag = _tag;
            Ue.Radio.Send(answer);
        }

        LetGo();
        return isDone;
    }

    /// <summary>The UE is busy no longer: nothing stays behind, and a release that has come is obeyed.</summary>
    public void Close()
    {
        LetGo();
        while (_inbox.TryReceive(out Packet? packet))
        {
            if (packet.Dissector == Radio.RrcDissector)
            {
                Ue.TryRelease(packet);
            }
            else
            {
                Ue.Refuse(packet, UeRefusal.UnexpectedMessage);
            }
        }

        _ue = null;
        _tag = default;
        Request = default;
        KenbCount = 0;
    }

    private void LetGo()
    {
        _answer?.Release();
        _answer = null;
        if (_message is { } message)
        {
            _message = null;
            if (_isRefused)
            {
                Ue.Node.Drop(message, DropReason.Role);
            }
            else
            {
                message.Release();
            }
        }

        _isRefused = false;
        _work = default;
    }

    private SimTime Until(SimTime deadline) => SimTime.Latest(deadline - Ue.Simulation.Now, SimTime.Zero);

    // §4.4.4.2: which messages are looked at, protected or not
    private bool TryOpen(Packet packet, [NotNullWhen(true)] out NasMessage message)
    {
        message = default;
        if (packet.Size > MessageMax || !NasHeader.TryDecode(packet.Octets, out NasHeader header, out _))
        {
            Refuse(UeRefusal.Malformed);
            return false;
        }

        bool isProtected = header.Security != SecurityHeaderType.Plain;
        if (header.Security == SecurityHeaderType.IntegrityNewContext)
        {
            // sealed with a context that it names itself: its procedure checks it (§5.4.3.3)
            message = new(UeNasEvent.Message, EmmMessageType.SecurityModeCommand, IsProtected: false, packet);
            return true;
        }

        if (!(isProtected ? TryUnseal(packet, out header) : IsAcceptedPlain(header)))
        {
            return false;
        }

        message = header.Emm is { } type
            ? new(UeNasEvent.Message, type, isProtected, packet)
            : new(UeNasEvent.SessionMessage, default, isProtected, packet);
        return true;
    }

    private bool IsAcceptedPlain(NasHeader header)
    {
        bool isAccepted = !Ue.IsSecure
            && header.Emm is { } type
            && PlainMessages.AreAccepted(Direction.Downlink, type);
        if (!isAccepted)
        {
            Refuse(UeRefusal.NotProtected);
        }

        return isAccepted;
    }

    private bool TryUnseal(Packet packet, out NasHeader header)
    {
        header = default;
        if (Ue.Context is not { } context)
        {
            Refuse(UeRefusal.NoSecurityContext);
            return false;
        }

        if (!TryUnprotect(packet, context, out NasSecurityFault fault))
        {
            Refuse(RefusalOf(fault));
            return false;
        }

        Ue.IsSecure = true; // the network uses the context as well (§4.4.2.3)
        bool isReadable = NasHeader.TryDecode(packet.Octets, out header, out _);
        bool isSealedTwice = isReadable && header.Security != SecurityHeaderType.Plain;
        bool isCommand = isReadable && header.Emm == EmmMessageType.SecurityModeCommand;
        if (!isReadable || isSealedTwice || isCommand)
        {
            Refuse(isCommand ? UeRefusal.WrongHeaderType : UeRefusal.Malformed);
            return false;
        }

        return true;
    }

    private void ChargeProtection(NasSecurityContext context, SecurityHeaderType header, int size)
    {
        _work = _work.And(Ue.Costs.Of(context.Integrity), size);
        if (header is SecurityHeaderType.IntegrityCiphered or SecurityHeaderType.IntegrityCipheredNewContext)
        {
            _work = _work.And(Ue.Costs.Of(context.Ciphering), size);
        }
    }

    public static UeRefusal RefusalOf(NasSecurityFault fault) => fault switch
    {
        NasSecurityFault.WrongMac => UeRefusal.WrongMac,
        NasSecurityFault.Replayed => UeRefusal.Replayed,
        NasSecurityFault.CountExhausted => UeRefusal.CountExhausted,
        NasSecurityFault.WrongHeaderType => UeRefusal.WrongHeaderType,
        _ => UeRefusal.Malformed,
    };
}
