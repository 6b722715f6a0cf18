using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Systems.Enclaves;

/// <summary>
/// The flow of each figure of the architecture, as a scenario shows it: every message of the run's beginning, with what
/// the architecture puts on the packets that carry it. A packet that a node on the way has changed is there again.
/// </summary>
public sealed class FigureTests
{
    private static readonly string Folder = Checkout.PathOf("tests/Systems.Tests/Enclaves/figures");

    private const string Alone = "nodes.impostor.joins=200 ms";
    private const string One = "nodes.client.count=1", Slow = "nodes.client.arrivals=poisson 100 /s";

    private static readonly TestCaseData[] Figures =
    [
        Figure("2a", "key-servers", 2, 10, "organisation/0 key-server/1 server/0"),
        Figure("2b", "key-servers", 0, 14, "key-server/0 key-server/1 server/0"),
        Figure("2b-derived", "key-servers", 4, 18, "organisation/0 key-server/0 key-server/1 server/0"),
        Figure("2b-provisioned", "key-servers", 8, 10, "key-server/1 key-server/2 server/0 server/1"),
        Figure("2a-token", "admission", 1, 7, "organisation/0 key-server/0 server/0 guard/0", Alone),
        Figure("2a-certificate", "admission", 2, 7, "organisation/0 key-server/0 server/0 guard/0", Alone),
        Figure("2a-directory", "admission", 3, 10, "organisation/0 key-server/0 server/0 guard/0", Alone),
        Figure("3", "discovery-ike", 0, 8, "", One, Slow),
        Figure("3-server", "discovery-ike", 1, 10, "", One, Slow),
        Figure("3-unasked", "discovery-ike", 2, 10, "", One, Slow),
        Figure("3-database", "discovery-ike", 4, 8, "", One, Slow),
        Figure("3-request", "discovery-ike", 6, 10, "", One, Slow),
        Figure("4-5", "sa-setup", 0, 8, "", One, Slow),
        Figure("4-5-learning", "sa-setup", 2, 10, "", One, Slow),
        Figure("4-5-unchanged", "sa-setup", 4, 8, "", One, Slow),
        Figure("4-5-servers", "servers", 4, 16, "server/0 server/1 core/0 gate/0 gate/1", "nodes.server.peer-sas=1",
            "nodes.server.arrivals=poisson 400 /s"),
        Figure("1a-gateways", "gateways", 2, 14, "", "nodes.sender.count=1", "nodes.sender.arrivals=poisson 100 /s"),
        Figure("2a-leave", "membership", 2, 14, "organisation/0 key-server/0 server/0 intermediate/0"),
        Figure("6", "intermediate", 0, 10, "", One, Slow),
        Figure("6-blocked", "intermediate", 1, 10, "", One, Slow),
        Figure("6-altered", "intermediate", 2, 10, "", One, Slow),
        Figure("7", "direct-key-exchange", 0, 16, "", One, Slow),
        Figure("7-refused", "direct-key-exchange", 2, 10, "", One, Slow),
        Figure("7-control", "direct-key-exchange", 4, 12, "", One, Slow),
        Figure("7-higher", "direct-key-exchange", 6, 22, "", One, Slow),
        Figure("8", "new-path", 0, 40, "", One, Slow),
        Figure("8-refused", "new-path", 2, 30, "", One, Slow),
        Figure("8-ended", "new-path", 5, 60, "client/0 server/0 intermediate/1", One, Slow),
    ];

    [TestCaseSource(nameof(Figures))]
    public void Its_flow_is_as_it_was(
        string figure, string scenario, int point, int count, string parties, string[] overrides)
    {
        string[] all = overrides.Contains(One) ? [.. overrides, "nodes.client.sas=1"] : overrides;
        var tap = new FigureTap(count, parties.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var run = new SystemRun(
            Shipped.Load("enclaves/" + scenario, isSmall: true, all).Points[point].Scenario, 0, tap);
        tap.Network = run.Network;
        run.Run();
        Assert.That(tap.Lines, Has.Count.GreaterThan(2));
        Golden.Check(Path.Combine(Folder, figure + ".ladder"), string.Concat(tap.Lines.Select(line => line + "\n")));
    }

    private static TestCaseData Figure(
        string name, string scenario, int point, int count, string parties, params string[] overrides) =>
        new TestCaseData(name, scenario, point, count, parties, overrides).SetArgDisplayNames(name);

    /// <summary>Writes down messages and what the architecture says in options and Vendor IDs.</summary>
    private sealed class FigureTap(int count, string[] parties) : ITap
    {
        private readonly Dictionary<uint, int> _identifiers = []; // SAs are numbered as they appear

        public Topology? Network { get; set; }

        public List<string> Lines { get; } = [];

        public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
            if (isFirst && Lines.Count < count && IpHeader.TryRead(packet.Octets, out IpHeader header, out _)
                && IsParty(direction.Sender.Id) && IsParty(NameOf(header.Destination)))
            {
                string[] said =
                [
                    .. OptionsOf(packet.Octets, header),
                    VendorOf(packet.Octets, header),
                    EnclosedOf(packet.Octets, header),
                ];
                string text = string.Join("; ", said.Where(each => each.Length > 0));
                Lines.Add($"{direction.Sender.Id} -> {NameOf(header.Destination)}  {packet.Label.Text}"
                    + (text.Length > 0 ? $"  {{{text}}}" : ""));
            }
        }

        public void Withdrawn(LinkDirection direction, Packet packet)
        {
            // it was said all the same
        }

        public void Delivered(LinkDirection direction, Packet packet, SimTime time)
        {
            // what was sent is enough
        }

        public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
        {
            if (Lines.Count < count && IpHeader.TryRead(packet.Octets, out IpHeader header, out _))
            {
                Lines.Add($"{node.Id} drops  {packet.Label.Text} to {NameOf(header.Destination)}");
            }
        }

        private bool IsParty(string name) => parties.Length == 0 || parties.Contains(name);

        private string NameOf(IpAddress address) =>
            Network!.Nodes.First(node => node.Ip.Addresses.Contains(address)).Id;

        // Options of IPv4: experimental ones, one after the other.
        private List<string> OptionsOf(ReadOnlySpan<byte> packet, in IpHeader header)
        {
            var texts = new List<string>();
            for (int at = Ipv4.HeaderSize; at + 1 < header.HeaderSize && packet[at] == EnclaveCodes.Ipv4Option;
                at += packet[at + 1])
            {
                ReadOnlySpan<byte> option = packet.Slice(at, packet[at + 1]);
                texts.Add(TagChain.TryDecode(option, out TagChain chain, out _) ? TextOf(chain)
                    : DirectKeyExchange.TryDecode(option, out DirectKeyExchange direct, out _) ? TextOf(direct)
                    : DerivationInformation.TryDecode(option, out DerivationInformation information, out _)
                        ? TextOf(information)
                    : "?");
            }

            return texts;
        }

        private static string TextOf(TagChain chain) =>
            (chain.Tags.IsEmpty ? chain.IsRequest ? "asks for tags" : "begins a chain" : "tags "
                + string.Join(' ', chain.Tags.Select(tag => tag.Enclave.ToString(CultureInfo.InvariantCulture))))
            + (chain.ListsKeys ? " with keys" : "");

        private string TextOf(DirectKeyExchange direct) => direct.IsSupported
            ? "gives keys"
            : string.Join(", ", direct.Requesters.Select(each =>
                $"{NameOf(IpAddress.FromV4((uint)each.Address))} wants the key: {each.Reason}"));

        private string TextOf(DerivationInformation information)
        {
            _identifiers.TryAdd(information.Path.Sa, _identifiers.Count + 1);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{information.Path.Pair.First},{information.Path.Pair.Second} "
                    + $"server {information.Path.Server} SA {_identifiers[information.Path.Sa]}");
        }

        // Keys for intermediates, before what IKE encrypts.
        private string EnclosedOf(ReadOnlySpan<byte> packet, in IpHeader header)
        {
            int offset = header.HeaderSize + Udp.HeaderSize;
            if (header.Protocol != IpProtocol.Udp || packet.Length <= offset
                || !IkeMessage.TryDecode(packet[offset..], out IkeMessage message, out _) || !message.IsEncrypted)
            {
                return "";
            }

            var names = new List<string>();
            foreach (IkePayload payload in message.Payloads.Span)
            {
                if (payload.Type == PayloadType.Notify
                    && NotifyPayload.TryDecode(payload.Body.Span, out NotifyPayload notify, out _)
                    && SealedKey.TryDecode(notify.Data.Span, out SealedKey key, out _))
                {
                    names.Add($"{key.Contents} for {NameOf(IpAddress.FromV4((uint)key.Recipient))}");
                }
            }

            return string.Join(", ", names);
        }

        private static string VendorOf(ReadOnlySpan<byte> packet, in IpHeader header)
        {
            int offset = header.HeaderSize + Udp.HeaderSize;
            return header.Protocol == IpProtocol.Udp && packet.Length > offset
                && IkeMessage.TryDecode(packet[offset..], out IkeMessage message, out _)
                && IkeContents.TryRead(message.Payloads.Span, out IkeContents? contents, out _)
                && contents!.VendorIds.Any(vendor => DiscoveryRequest.TryDecode(vendor.Span, out _, out _))
                ? "asks for the enclave"
                : "";
        }
    }
}
