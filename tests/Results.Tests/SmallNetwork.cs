using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Results;

/// <summary>
/// ue/0 -- radio (records) -- enb/0 -- s1 -- mme/0 -- s6a -- hss/0: the eNB's packets for the HSS are forwarded by the
/// MME.
/// </summary>
internal sealed class SmallNetwork
{
    internal static readonly MessageLabel Attach = new("NAS-EPS", "ATTACH REQUEST");
    internal static readonly MessageLabel Initial = new("S1AP", "InitialUEMessage", "ATTACH REQUEST");
    internal static readonly MessageLabel Query = new("Diameter", "Authentication-Information-Request");

    private readonly List<UdpSocket> _sockets = [];

    internal SmallNetwork(LinkOptions? s1 = null, long seed = 1)
    {
        Simulation = new Simulation(seed);
        Topology = new Topology(Simulation);
        Ue = Topology.AddNode("ue");
        Enb = AddIpNode("enb", 1);
        Mme = AddIpNode("mme", 2);
        Hss = AddIpNode("hss", 3);
        LinkOptions fast = LinkOptions.Of(SimTime.FromMilliseconds(1));
        Radio = Topology.AddLink(
            "radio", Ue, Enb, LinkOptions.Of(SimTime.FromMilliseconds(10)), type: LinkType.ExportedPdu);
        S1 = Topology.AddLink(
            "s1", Enb, Mme, s1 ?? LinkOptions.Of(SimTime.FromMilliseconds(5), DataRate.FromKilobits(80)));
        S6a = Topology.AddLink("s6a", Mme, Hss, fast);
        Heard = new PacketMailbox(Radio.Second);
    }

    internal Simulation Simulation { get; }

    internal Topology Topology { get; }

    internal Node Ue { get; }

    internal Node Enb { get; }

    internal Node Mme { get; }

    internal Node Hss { get; }

    internal Link Radio { get; }

    internal Link S1 { get; }

    internal Link S6a { get; }

    internal PacketMailbox Heard { get; }

    private Node AddIpNode(string group, byte number)
    {
        Node node = Topology.AddNode(group);
        node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, number));
        _sockets.Add(node.Ip.Udp.Open(3868));
        return node;
    }

    /// <summary>Sends a datagram between the nodes with addresses: 1 enb/0, 2 mme/0, 3 hss/0.</summary>
    internal void Send(
        int from, int to, MessageLabel label, int size = 20, long procedure = 0, string? fault = null, byte fill = 0)
    {
        Packet packet = Topology.Packets.Rent(new byte[size], label);
        packet.Change().Fill(fill);
        packet.Tag = CriticalPath.Begin("attach", procedure, Simulation.Now);
        packet.Fault = fault;
        _sockets[from - 1].Send(packet, new IpEndpoint(IpAddress.FromV4(10, 0, 0, (byte)to), 3868));
    }

    /// <summary>Sends a bare message over the radio.</summary>
    internal void SendRadio(long procedure = 0)
    {
        Packet packet = Topology.Packets.Rent([0x07, 0x54], Attach);
        packet.Dissector = "nas-eps";
        packet.Tag = CriticalPath.Begin("attach", procedure, Simulation.Now);
        Radio.First.Send(packet);
    }
}
