using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>A peer that says what a test wants, on a machine 5 ms away; it keeps what it hears.</summary>
internal sealed class ScriptedPeer
{
    public static readonly DiameterIdentity Realm = DiameterNames.Realm(S6aExchange.Home);

    private static readonly MessageLabel Label = new("Diameter", "script");

    private readonly S6aExchange _exchange;
    private readonly Node _node;
    private SctpEndpoint? _endpoint;
    private uint _hopByHop = 100;

    public ScriptedPeer(S6aExchange exchange, Node other, string address = "10.3.0.1", int index = 0)
    {
        _exchange = exchange;
        _node = exchange.AddNode("peer", index, address);
        exchange.Topology.AddLink("s6a", _node, other, LinkOptions.Of(SimTime.FromMilliseconds(5)));
        Host = DiameterIdentity.Parse($"peer{index}.example");
    }

    public DiameterIdentity Host { get; set; }

    /// <summary>Messages that have arrived, the oldest first.</summary>
    public List<byte[]> Received { get; } = [];

    /// <summary>What is answered to a message; null for nothing.</summary>
    public Func<byte[], byte[]?>? Script { get; set; }

    public SctpAssociation? Association { get; private set; }

    public bool IsConnected => Association is { State: SctpState.Established };

    /// <summary>Connections that it has seen.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>Waits for connections.</summary>
    public void Listen()
    {
        _endpoint = SctpStack.Of(_node).Open(DiameterTransport.Port);
        _node.Start(Accept(_endpoint));
    }

    /// <summary>Opens a connection, and nothing more.</summary>
    public void Connect(Node other)
    {
        _endpoint ??= SctpStack.Of(_node).OpenEphemeral();
        Process<SctpConnectResult> connect = _endpoint.Connect(other.Ip.Addresses[0], DiameterTransport.Port);
        SctpConnectResult result = _exchange.Run(connect);
        Assert.That(result.IsUp, Is.True);
        Association = result.Association;
        ConnectionCount++;
        _node.Start(Read(Association!));
    }

    /// <summary>Opens a connection and exchanges capabilities.</summary>
    public CapabilitiesExchangeAnswer Open(Node other, uint stateId = 1)
    {
        Connect(other);
        Send(new CapabilitiesExchangeRequest(NextTransaction(), Capabilities(stateId)));
        _exchange.RunFor(100);
        CapabilitiesExchangeAnswer.TryDecode(Received[^1], out CapabilitiesExchangeAnswer answer, out _);
        Assert.That(answer.Result, Is.EqualTo(ResultCode.Success));
        Received.Clear();
        return answer;
    }

    public PeerCapabilities Capabilities(uint stateId = 1) => new(
        Host,
        Realm,
        new(DiameterAddress.IPv4(0x0A030001)),
        VendorId.Tgpp,
        "script",
        stateId,
        VendorApplications: new(new VendorSpecificApplication(VendorId.Tgpp, DiameterApplication.S6a)));

    public Transaction NextTransaction() => new(_hopByHop++, _hopByHop + 7_000);

    public SessionRequest NextSession(DiameterIdentity host = default) =>
        new(NextTransaction(), SessionId.Create(Host, 1, _hopByHop), Host, Realm, host, Realm);

    public void Send(byte[] octets)
    {
        SctpSendOutcome outcome = Association!.Send(0, SctpPpid.Diameter, octets, Label);
        Assert.That(outcome, Is.EqualTo(SctpSendOutcome.Queued));
    }

    public void Send<T>(T message)
        where T : struct, IWireMessage => Send(Octets(message));

    /// <summary>Sends a message and gives what came back within a second.</summary>
    public byte[] Ask(byte[] octets)
    {
        Received.Clear();
        Send(octets);
        _exchange.RunFor(1_000);
        Assert.That(Received, Has.Count.EqualTo(1));
        return Received[0];
    }

    public byte[] Ask<T>(T message)
        where T : struct, IWireMessage => Ask(Octets(message));

    /// <summary>CEA to CER, DWA to DWR; to everything else what the script says.</summary>
    public void AnswerBaseProtocol(Func<byte[], byte[]?>? others = null) => Script = octets =>
    {
        DiameterHeader.TryPeek(octets, out DiameterHeader header);
        return header.Command switch
        {
            CommandCode.CapabilitiesExchange when header.IsRequest => Octets(
                new CapabilitiesExchangeAnswer(header.Transaction, ResultCode.Success, Capabilities())),
            CommandCode.DeviceWatchdog when header.IsRequest => Octets(
                new DeviceWatchdogAnswer(header.Transaction, ResultCode.Success, Host, Realm)),
            _ => others?.Invoke(octets),
        };
    };

    /// <summary>The octets of a message.</summary>
    public static byte[] Octets<T>(T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return octets;
    }

    /// <summary>Commands that have arrived, as in <c>318 request</c>.</summary>
    public IEnumerable<string> Commands() => Received.Select(octets =>
    {
        DiameterHeader.TryPeek(octets, out DiameterHeader header);
        return $"{header.Command} {(header.IsRequest ? "request" : header.IsError ? "error" : "answer")}";
    });

    private async Process Accept(SctpEndpoint endpoint)
    {
        while (true)
        {
            Association = await endpoint.Accept();
            ConnectionCount++;
            _ = _node.Start(Read(Association));
        }
    }

    private async Process Read(SctpAssociation association)
    {
        while (true)
        {
            SctpIndication indication = await association.Receive();
            if (indication.IsEnded)
            {
                return;
            }

            if (indication.IsMessage)
            {
                byte[] octets = indication.Payload.Octets.ToArray();
                indication.Payload.Release();
                Received.Add(octets);
                if (Script?.Invoke(octets) is { } answer)
                {
                    association.Send(0, SctpPpid.Diameter, answer, Label);
                }
            }
        }
    }
}
