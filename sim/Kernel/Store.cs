using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Items that some processes put and others get. Putting waits while the store is full. Items leave in order of
/// arrival, or by an order of their own; a get may ask for the first item of a kind.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
public sealed class Store<T>
{
    private readonly Simulation _simulation;
    private readonly IComparer<T>? _order;
    private readonly List<T> _items = [];
    private OperationLine _puts;
    private OperationLine _gets;

    /// <summary>An empty store.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="capacity">How many items it holds.</param>
    /// <param name="order">Order in which items leave; without it, order of arrival. Equal items keep that.</param>
    public Store(Simulation simulation, int capacity = int.MaxValue, IComparer<T>? order = null)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _simulation = simulation;
        _order = order;
        Capacity = capacity;
    }

    /// <summary>How many items it holds at most.</summary>
    public int Capacity { get; }

    /// <summary>The items, in the order in which they leave.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Puts an item, when there is room.</summary>
    /// <returns>Awaitable: the item.</returns>
    public Operation<T> Put(T item) => new(new PendingPut(_simulation, this, item));

    /// <summary>Gets the first item, or the first of a kind, when there is one.</summary>
    /// <param name="filter">What is asked for; anything if null.</param>
    /// <returns>Awaitable: the item.</returns>
    public Operation<T> Get(Predicate<T>? filter = null) => new(new PendingGet(_simulation, this, filter));

    private void Insert(T item)
    {
        int index = _items.Count;
        while (_order is not null && index > 0 && _order.Compare(item, _items[index - 1]) < 0)
        {
            index--;
        }

        _items.Insert(index, item);
    }

    private void Serve()
    {
        while (TryServePut() || TryServeGet())
        {
            // an item that leaves makes room for one that waits, which may be what another get waits for
        }
    }

    private bool TryServePut()
    {
        if (_items.Count >= Capacity || !_puts.TryPeek(out PendingOperation? first))
        {
            return false;
        }

        _puts.Remove(first);
        Insert(Unsafe.As<PendingPut>(first).Item);
        first.Perform();
        return true;
    }

    private bool TryServeGet()
    {
        for (int index = 0; index < _gets.PlaceCount; index++)
        {
            if (_gets.At(index) is { } waiting && Unsafe.As<PendingGet>(waiting) is { } get && get.TryFind())
            {
                _gets.Remove(get);
                get.Perform();
                return true;
            }
        }

        return false;
    }

    private sealed class PendingPut(Simulation simulation, Store<T> store, T item) : PendingOperation<T>(simulation)
    {
        public T Item => item;

        protected override bool TryNow()
        {
            if (store._items.Count >= store.Capacity)
            {
                return false;
            }

            store.Insert(item);
            store.Serve();
            return true;
        }

        protected override void Join() => store._puts.Add(this);

        protected override void Leave() => store._puts.Remove(this);

        // The item stays: it was accepted, and another process may have it already.
        protected override void Undo()
        {
        }

        protected override T Take() => item;
    }

    private sealed class PendingGet(Simulation simulation, Store<T> store, Predicate<T>? filter)
        : PendingOperation<T>(simulation)
    {
        private T? _item;

        public bool TryFind()
        {
            int index = filter is null ? Math.Min(0, store._items.Count - 1) : store._items.FindIndex(filter);
            if (index < 0)
            {
                return false;
            }

            _item = store._items[index];
            store._items.RemoveAt(index);
            return true;
        }

        protected override bool TryNow()
        {
            if (!TryFind())
            {
                return false;
            }

            store.Serve();
            return true;
        }

        protected override void Join() => store._gets.Add(this);

        protected override void Leave() => store._gets.Remove(this);

        protected override void Undo()
        {
            T item = _item!;
            _item = default;
            store._items.Insert(0, item);
            if (store._order is not null)
            {
                store._items.RemoveAt(0);
                store.Insert(item);
            }

            store.Serve();
        }

        protected override T Take() => _item!;
    }
}
