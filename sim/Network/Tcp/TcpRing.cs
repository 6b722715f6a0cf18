using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// Items in order, added at the end and taken at the front, in an array that grows by doubling and is kept.
/// </summary>
internal struct TcpRing<T>
{
    private const int CapacityMin = 4;

    private T[]? _items;
    private int _head;

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>An item, to read or to change.</summary>
    public readonly ref T this[int index]
    {
        get
        {
            Invariant.Require((uint)index < (uint)Count);
            return ref _items![Wrap(_head + index)];
        }
    }

    /// <summary>Adds at the end.</summary>
    public void Add(in T item)
    {
        if (_items is null || Count == _items.Length)
        {
            Grow();
        }

        _items![Wrap(_head + Count++)] = item;
    }

    /// <summary>Puts an item in its place; those after it move.</summary>
    public void Insert(int index, in T item)
    {
        Add(item);
        for (int later = Count - 1; later > index; later--)
        {
            this[later] = this[later - 1];
        }

        this[index] = item;
    }

    /// <summary>Takes the first item off.</summary>
    public void RemoveFirst()
    {
        this[0] = default!;
        _head = Wrap(_head + 1);
        Count--;
    }

    /// <summary>Takes the last item off.</summary>
    public void RemoveLast()
    {
        this[Count - 1] = default!;
        Count--;
    }

    /// <summary>Forgets all, the array too.</summary>
    public void Clear()
    {
        _items = null;
        _head = 0;
        Count = 0;
    }

    private readonly int Wrap(int index) => index & (_items!.Length - 1);

    private void Grow()
    {
        T[] larger = new T[_items is null ? CapacityMin : _items.Length * 2];
        for (int index = 0; index < Count; index++)
        {
            larger[index] = this[index];
        }

        _items = larger;
        _head = 0;
    }
}
