using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Whom an <see cref="S1Client"/> serves.</summary>
internal interface IS1User
{
    /// <summary>What it says of itself: eNB -> MME  S1SetupRequest.</summary>
    S1SetupRequest SetupRequest { get; }

    /// <summary>A message of the MME.</summary>
    /// <param name="packet">The message, which is the user's.</param>
    void Receive(Packet packet);

    /// <summary>The association has ended, or the MME has lost its state: no UE is connected any more.</summary>
    void Lost();

    /// <summary>A message could not be sent.</summary>
    void NotSent();
}

/// <summary>
/// An eNB's end of S1 with one MME (TS 36.413 §8.7.3, TS 36.412 §7): the association, which is opened again when it
/// ends, S1 SETUP, and what is sent.
/// </summary>
internal sealed class S1Client : ISctpReceiver
{
    private const int EncodingRoom = 512;  // ours: more than the IEs around a NAS message take
    private static readonly SimTime ReconnectPause = SimTime.FromSeconds(1); // ours: as the initial RTO of SCTP
    private static readonly SimTime SetupPause = SimTime.FromSeconds(10);    // ours: if no time to wait is given

    private readonly Node _node;
    private readonly IpAddress _mme;
    private readonly IS1User _user;
    private byte[] _buffer = new byte[1_024];
    private SctpAssociation? _association;

    public S1Client(Node node, IpAddress mme, IS1User user)
    {
        _node = node;
        _mme = mme;
        _user = user;
    }

    /// <summary>True between S1 SETUP and the end of the association.</summary>
    public bool IsUp { get; private set; }

    /// <summary>What an eNB of one tracking area says of itself.</summary>
    /// <param name="node">The machine, whose name it says.</param>
    /// <param name="plmn">Its network.</param>
    /// <param name="id">Its macro eNB identifier.</param>
    /// <param name="trackingArea">TAC.</param>
    public static S1SetupRequest SetupRequestOf(Node node, PlmnId plmn, uint id, ushort trackingArea) => new(
        new GlobalEnbId(plmn, EnbId.Macro(id)),
        new SequenceOf<SupportedTa>(new SupportedTa(trackingArea, new SequenceOf<PlmnId>(plmn))),
        PagingDrx.V128)
    {
        EnbName = new NodeName(node.Id.Replace('/', '-')),
    };

    /// <summary>Opens the association, now and whenever it has ended.</summary>
    public void Open() => _node.Start(Run(SctpStack.Of(_node).OpenEphemeral()));

    /// <summary>S1 is set up: the MME takes UEs.</summary>
    public void SetUp() => IsUp = true;

    /// <summary>S1 SETUP was refused: it is tried again later.</summary>
    public void SetupFailed(TimeToWait? pause) => _node.Start(RepeatSetup(pause));

    /// <summary>Sends a message about a UE; what it carries may be wrong on purpose.</summary>
    public void Send<T>(
        in T message, int carriedSize, MessageLabel label, EnbUeS1apId ue, in MeasurementTag tag, string? fault = null)
        where T : struct, IWireMessage
    {
        if (_association is { } association)
        {
            Send(message, carriedSize, label, S1apStreams.Of(ue, association.OutboundStreams), tag, fault);
        }
        else
        {
            _user.NotSent();
        }
    }

    /// <summary>Sends a message about no UE.</summary>
    public void SendCommon<T>(in T message, int carriedSize, MessageLabel label, in MeasurementTag tag)
        where T : struct, IWireMessage => Send(message, carriedSize, label, S1apStreams.Common, tag, fault: null);

    /// <inheritdoc/>
    void ISctpReceiver.Receive(in SctpIndication message) => _user.Receive(message.Payload!);

    private void Send<T>(
        in T message, int carriedSize, MessageLabel label, ushort stream, in MeasurementTag tag, string? fault)
        where T : struct, IWireMessage
    {
        if (_buffer.Length < EncodingRoom + carriedSize)
        {
            _buffer = new byte[2 * (EncodingRoom + carriedSize)];
        }

        int size = message.Encode(_buffer);
        SctpSendOutcome? outcome = _association?.Send(
            stream, SctpPpid.S1ap, _buffer.AsSpan(0, size), label, tag, isUnordered: false, fault);
        if (outcome != SctpSendOutcome.Queued)
        {
            _user.NotSent();
        }
    }

    private async Process Run(SctpEndpoint endpoint)
    {
        while (true)
        {
            SctpConnectResult result = await endpoint.Connect(_mme, S1apConstants.Port);
            if (result.IsUp)
            {
                _association = result.Association;
                SendSetup();
                await Read(result.Association);
                _association = null;
                IsUp = false;
                _user.Lost();
            }

            await _node.Simulation.Timeout(ReconnectPause);
        }
    }

    private async Process Read(SctpAssociation association)
    {
        association.Receiver = this;
        while (true)
        {
            SctpIndication indication = await association.Receive();
            switch (indication.Kind)
            {
                case SctpIndicationKind.Message:
                    _user.Receive(indication.Payload!);
                    break;
                case SctpIndicationKind.Restart: // the MME has lost its state
                    IsUp = false;
                    _user.Lost();
                    SendSetup();
                    break;
                case SctpIndicationKind.Ended:
                    return;
                default:
                    break;
            }
        }
    }

    // eNB -> MME  S1SetupRequest
    private void SendSetup() => SendCommon(_user.SetupRequest, 0, S1apLabels.S1SetupRequest, default);

    private async Process RepeatSetup(TimeToWait? pause)
    {
        SctpAssociation? association = _association;
        await _node.Simulation.Timeout(PauseOf(pause));
        if (association is not null && association == _association && !IsUp)
        {
            SendSetup();
        }
    }

    private static SimTime PauseOf(TimeToWait? pause) => pause switch
    {
        TimeToWait.V1S => SimTime.FromSeconds(1),
        TimeToWait.V2S => SimTime.FromSeconds(2),
        TimeToWait.V5S => SimTime.FromSeconds(5),
        TimeToWait.V20S => SimTime.FromSeconds(20),
        TimeToWait.V60S => SimTime.FromSeconds(60),
        _ => SetupPause,
    };
}
