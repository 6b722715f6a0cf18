using System.Collections;
using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>The interfaces of a node, in the order of declaration of their links.</summary>
public readonly record struct InterfaceList : IReadOnlyList<NetworkInterface>
{
    private readonly Node _node;

    internal InterfaceList(Node node) => _node = node;

    /// <inheritdoc/>
    public int Count => _node.InterfaceCount;

    /// <inheritdoc/>
    public NetworkInterface this[int index] => _node.InterfaceAt(index);

    /// <inheritdoc/>
    public IEnumerator<NetworkInterface> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
