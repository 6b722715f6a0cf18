using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>
/// One IPv4 address a node, 10.R.(i/250).(i%250+1): R is the role's code, by its place in the system's description
/// from 1, and i counts the role's nodes over all its groups. A role with more than 62,500 nodes takes the next codes.
/// </summary>
internal sealed class AddressPlan
{
    private const int NodesPerCode = 62_500;
    private const int NodesPerOctet = 250;
    private const int CodeMax = 63; // 10.64.0.0/10 belongs to terminals' user plane

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public AddressPlan(Scenario scenario)
    {
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
        return IpAddress.FromV4(10, (byte)code, (byte)(rest / NodesPerOctet), (byte)((rest % NodesPerOctet) + 1));
    }
}
