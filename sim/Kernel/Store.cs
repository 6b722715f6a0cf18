using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Items that some processes put and others get. Putting waits while the store is full. Items leave in order of
/// arrival, or by an order of their own; a get may ask for the first item of a kind. Who gives up a wait that was
/// served at the same instant gives the item back to its place, beyond the capacity if need be, or takes the item back
/// that was put, unless another process has it already.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
public sealed class Store<T>
{
    private readonly Simulation _simulation;
    private readonly IComparer<T>? _order;
    private readonly List<T> _items = [];
    private readonly List<long> _arrivals = []; // of the items, by index
    private long _arrivalCount;
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

    private long Insert(T item)
    {
        Insert(item, _arrivalCount);
        return _arrivalCount++;
    }

    private void Insert(T item, long arrival)
    {
        int index = _items.Count;
        while (index > 0 && LeavesBefore(item, arrival, index - 1))
        {
            index--;
        }

        _items.Insert(index, item);
        _arrivals.Insert(index, arrival);
    }

    private bool LeavesBefore(T item, long arrival, int index)
    {
        int order = _order?.Compare(item, _items[index]) ?? 0;
        return order < 0 || (order == 0 && arrival < _arrivals[index]);
    }

    private void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        _arrivals.RemoveAt(index);
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
        Unsafe.As<PendingPut>(first).Insert();
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
        private long _arrival;

        public void Insert() => _arrival = store.Insert(item);

        protected override bool TryNow()
        {
            if (store._items.Count >= store.Capacity)
            {
                return false;
            }

            Insert();
            store.Serve();
            return true;
        }

        protected override void Join() => store._puts.Add(this);

        protected override void Leave() => store._puts.Remove(this);

        protected override bool TryUndo()
        {
            int index = store._arrivals.IndexOf(_arrival);
            if (index < 0)
            {
                return false;
            }

            store.RemoveAt(index);
            store.Serve();
            return true;
        }

        protected override T Take() => item;
    }

    private sealed class PendingGet(Simulation simulation, Store<T> store, Predicate<T>? filter)
        : PendingOperation<T>(simulation)
    {
        private T? _item;
        private long _arrival;

        public bool TryFind()
        {
            int index = filter is null ? Math.Min(0, store._items.Count - 1) : store._items.FindIndex(filter);
            if (index < 0)
            {
                return false;
            }

            _item = store._items[index];
            _arrival = store._arrivals[index];
            store.RemoveAt(index);
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

        protected override bool TryUndo()
        {
            store.Insert(_item!, _arrival);
            _item = default;
            store.Serve();
            return true;
        }

        protected override T Take() => _item!;
    }
}
