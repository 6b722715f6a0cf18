using System.Collections.Generic;
using System.Linq;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>Who has SAs with whom, as a scenario says it.</summary>
internal static class EnclavesTraffic
{
    /// <summary>SAs of a group of servers with other servers: numbers of both among all servers, the one that calls
    /// first.</summary>
    public static IEnumerable<(int Caller, int Called)> PeerSas(Scenario scenario, NodeGroup group)
    {
        (NodeGroup Group, int Index)[] servers = [.. Servers(scenario)];
        int[] callers = [.. Enumerable.Range(0, servers.Length).Where(number => servers[number].Group == group)];
        for (int number = 0; number < group.Settings.Count(EnclavesKeys.PeerSas); number++)
        {
            int caller = callers[number % callers.Length], other = number / callers.Length % (servers.Length - 1);
            yield return (caller, other < caller ? other : other + 1);
        }
    }

    /// <summary>True if a client or server of one enclave has an SA with a server of the other, or the other way round
    /// (256).</summary>
    public static bool Talks(Scenario scenario, ushort one, ushort other) =>
        Talking(scenario).Any(ends => ends == (one, other) || ends == (other, one));

    private static IEnumerable<(ushort, ushort)> Talking(Scenario scenario)
    {
        ushort[] servers = [.. Servers(scenario)
            .Select(each => EnclavesOptions.EnclaveOf(scenario, each.Group, each.Index))];
        return scenario.GroupsOf(EnclavesDescription.ClientRole)
            .SelectMany(group => Enumerable.Range(0, group.Settings.Count(EnclavesKeys.Sas)).Select(number => (
                EnclavesOptions.EnclaveOf(scenario, group, number % group.Count), servers[number % servers.Length])))
            .Concat(scenario.GroupsOf(EnclavesDescription.ServerRole)
                .SelectMany(group => PeerSas(scenario, group))
                .Select(each => (servers[each.Caller], servers[each.Called])));
    }

    private static IEnumerable<(NodeGroup Group, int Index)> Servers(Scenario scenario) =>
        scenario.GroupsOf(EnclavesDescription.ServerRole)
            .SelectMany(group => Enumerable.Range(0, group.Count).Select(index => (group, index)));
}
