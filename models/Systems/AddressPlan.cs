using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>
/// One address a node, 10.R.(i/250).(i%250+1) or fd00::R:(i+1): R is the role's code, by its place in the system's
/// description from 1, and i counts the role's nodes over all its groups. A role with more than 62,500 nodes takes the
/// next codes, in which i starts at 0 again.
/// </summary>
internal sealed class AddressPlan
{
    /// <summary>The key of a system's options that chooses between the two; without it, IPv4.</summary>
    public static readonly Key Version = new(
        "addresses",
        KeyType.Choice("ipv4", "ipv6"),
        "Version of IP between all nodes: addresses 10.R.0.0/16 or fd00::R:i, R by role")
    {
        Default = "ipv4",
        Other = "ipv6",
    };

    private const int NodesPerCode = 62_500;
    private const int NodesPerOctet = 250;
    private const int CodeMax = 63; // 10.64.0.0/10 belongs to terminals' user plane
    private const ulong V6Prefix = 0xFD00_0000_0000_0000; // unique local addresses (RFC 4193 §3.1), global ID 0

    private readonly bool _isV6;
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public AddressPlan(Scenario scenario)
    {
        _isV6 = scenario.Options.Has(Version.Name) && scenario.Options.Word(Version.Name) == "ipv6";
        int next = 1;
        foreach (Role role in scenario.System.Roles)
        {
            _codes.Add(role.Name, next);
            long count = scenario.GroupsOf(role.Name).Sum(group => (long)group.Count);
            next += Math.Max(1, (int)((count + NodesPerCode - 1) / NodesPerCode));
        }

        Invariant.Require(next <= CodeMax + 1, "the nodes of a system fit 10.1.0.0 to 10.63.255.255");
    }

    /// <summary>The address of the next node of a role.</summary>
    public IpAddress Next(string role)
    {
        int index = _counts.GetValueOrDefault(role);
        _counts[role] = index + 1;
        int code = _codes[role] + (index / NodesPerCode);
        int rest = index % NodesPerCode;
        return _isV6
            ? IpAddress.FromV6(new UInt128(V6Prefix, ((ulong)code << 16) | (uint)(rest + 1)))
            : IpAddress.FromV4(10, (byte)code, (byte)(rest / NodesPerOctet), (byte)((rest % NodesPerOctet) + 1));
    }
}
