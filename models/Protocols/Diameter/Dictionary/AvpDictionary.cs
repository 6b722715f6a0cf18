using System;
using System.Collections.Generic;

namespace Simulator.Protocols.Diameter;

/// <summary>The AVPs that a node understands in one application, found by vendor and code.</summary>
public sealed class AvpDictionary
{
    private readonly AvpDefinition[] _definitions;
    private readonly Dictionary<ulong, AvpDefinition> _byKey = []; // only looked up, never enumerated

    /// <summary>A dictionary from tables, e.g. those of the base protocol and of one application.</summary>
    /// <param name="tables">The tables; no code of a vendor twice.</param>
    public AvpDictionary(params AvpDefinition[][] tables)
    {
        var all = new List<AvpDefinition>();
        foreach (AvpDefinition[] table in tables)
        {
            foreach (AvpDefinition definition in table)
            {
                _byKey.Add(definition.Key, definition);
                all.Add(definition);
            }
        }

        _definitions = [.. all];
    }

    /// <summary>Every AVP, table by table.</summary>
    public ReadOnlySpan<AvpDefinition> Definitions => _definitions;

    /// <summary>The AVP with this code; null if it is unknown.</summary>
    /// <param name="vendor">Owner of the code.</param>
    /// <param name="code">The code.</param>
    public AvpDefinition? Find(uint vendor, uint code) => Find(AvpDefinition.KeyOf(vendor, code));

    internal AvpDefinition? Find(ulong key) => _byKey.GetValueOrDefault(key);
}
