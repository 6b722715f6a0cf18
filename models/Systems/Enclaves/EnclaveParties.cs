using Simulator.Entities;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>A server of a replication.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Member">The member.</param>
/// <param name="Server">The host.</param>
/// <param name="Keys">Its way to its key server; null if it has its keys from the start.</param>
internal sealed record ServerParty(NodeGroup Group, NodeId Member, EnclaveServer Server, KeyClient? Keys);

/// <summary>A client of a replication.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Member">The member.</param>
/// <param name="Client">The host.</param>
internal sealed record ClientParty(NodeGroup Group, NodeId Member, EnclaveClient Client);
