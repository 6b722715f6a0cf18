using Simulator.Network;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>The eNB's end of the radio link of one UE.</summary>
internal sealed class RadioPort : IPacketReceiver, IExecutionReceiver
{
    private readonly NetworkInterface _radio;

    public RadioPort(Enb enb, NetworkInterface radio)
    {
        Enb = enb;
        _radio = radio;
        radio.Receiver = this;
    }

    /// <summary>The eNB.</summary>
    public Enb Enb { get; }

    /// <summary>The UE's connection; null if it has none.</summary>
    public EnbUe? Connection { get; set; }

    /// <summary>UE -> eNB  a NAS message or RRCConnectionRequest.</summary>
    public void Receive(NetworkInterface from, Packet packet) => Enb.Handle(Enb.StepWork, this, packet);

    /// <summary>The message has been handled by the processor.</summary>
    public void Executed(Packet? packet, in Execution execution)
    {
        if (!execution.IsDone)
        {
            Enb.Node.Drop(packet!, DropReason.NodeDown);
        }
        else if (packet!.Dissector == Radio.UplinkRrcDissector)
        {
            ReceiveRequest(packet);
        }
        else
        {
            Enb.RelayUplink(this, packet);
        }
    }

    /// <summary>eNB -> UE  a NAS message.</summary>
    public void SendNas(System.ReadOnlySpan<byte> message, MessageLabel label, in MeasurementTag tag)
    {
        Packet packet = Radio.Frame(Enb.Node, message.Length, label, tag);
        message.CopyTo(packet.Change());
        _radio.Send(packet);
    }

    /// <summary>eNB -> UE  RRCConnectionRelease (TS 36.331 §5.3.8).</summary>
    public void SendRelease(in MeasurementTag tag) => _radio.Send(
        Radio.Frame(
            Enb.Node,
            new RrcConnectionRelease(0, ReleaseCause.Other),
            Radio.ReleaseLabel,
            tag,
            Radio.RrcDissector));

    private void ReceiveRequest(Packet packet)
    {
        if (RrcConnectionRequest.TryDecode(packet.Octets, out RrcConnectionRequest request, out DecodeError _))
        {
            Enb.Connect(this, request);
        }
        else
        {
            Enb.Refuse(EnbRefusal.Malformed);
        }

        packet.Release();
    }
}
