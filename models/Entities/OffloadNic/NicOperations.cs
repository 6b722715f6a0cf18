using System.Collections.Generic;
using Simulator.Crypto;

namespace Simulator.Entities;

/// <summary>What a card executes, as its profile prices it.</summary>
public static class NicOperations
{
    /// <summary>Parse a packet and look its SA up.</summary>
    public static Operation Lookup { get; } = new("nic.lookup", "Parse a packet and look its SA up in the NIC.");

    /// <summary>Fetch the keys of an SA from host memory.</summary>
    public static Operation Fetch { get; } = new("nic.fetch", "Fetch the keys of an SA from host memory over PCIe.");

    /// <summary>Derive a key from the one above it.</summary>
    public static Operation Derive { get; } = new("nic.derive", "Derive a key from the one above it in the NIC.");

    /// <summary>Expand an SA key to keys and salt of ESP.</summary>
    public static Operation Expand { get; } = new("nic.expand", "Expand an SA key to the keys of ESP in the NIC.");

    /// <summary>Protect or check one packet.</summary>
    public static Operation Engine { get; } = new(
        "nic.engine", "Encrypt or decrypt one ESP packet in the NIC.", perOctet: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Operation> All { get; } = [Lookup, Fetch, Derive, Expand, Engine];
}
