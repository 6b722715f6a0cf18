using System;

namespace Simulator.Kernel;

/// <summary>First in, first out, in an array that grows by doubling; an item may also go back to the front.</summary>
internal struct RingQueue<T>
{
    private T[]? _items;
    private int _head;

    public int Count { get; private set; }

    public readonly T this[int index] => _items![Wrap(_head + index)];

    public void Add(T item)
    {
        Grow();
        _items![Wrap(_head + Count++)] = item;
    }

    public void AddFirst(T item)
    {
        Grow();
        _head = Wrap(_head - 1);
        _items![_head] = item;
        Count++;
    }

    public T Take()
    {
        Invariant.Require(Count > 0);
        T item = _items![_head];
        _items[_head] = default!;
        _head = Wrap(_head + 1);
        Count--;
        return item;
    }

    public T RemoveAt(int index)
    {
        T item = this[index];
        for (int later = index; later < Count - 1; later++)
        {
            _items![Wrap(_head + later)] = _items[Wrap(_head + later + 1)];
        }

        _items![Wrap(_head + --Count)] = default!;
        return item;
    }

    public void Clear()
    {
        if (_items is not null)
        {
            Array.Clear(_items);
        }

        _head = 0;
        Count = 0;
    }

    private readonly int Wrap(int index) => index & (_items!.Length - 1);

    private void Grow()
    {
        if (_items is not null && Count < _items.Length)
        {
            return;
        }

        T[] larger = new T[Math.Max(4, Count * 2)];
        for (int index = 0; index < Count; index++)
        {
            larger[index] = this[index];
        }

        _items = larger;
        _head = 0;
    }
}
