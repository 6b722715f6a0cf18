using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Operations that wait, in order of arrival, in a ring. One that leaves from the middle leaves its place empty until
/// the ring passes it; when more places are empty than taken, the line closes up. A line of one, which a mailbox mostly
/// has, needs no ring.
/// </summary>
internal struct OperationLine
{
    private const int EmptyMin = 16;

    private PendingOperation? _single; // kept when it leaves: the next is often the same
    private bool _isSingle;
    private Place[]? _places;
    private int _head;
    private int _placeCount;

    /// <summary>Operations in line.</summary>
    public int Count { get; private set; }

    /// <summary>Places, the empty ones included.</summary>
    public readonly int PlaceCount => _isSingle ? 1 : _placeCount;

    /// <summary>The operation at a place, or null if it has left.</summary>
    public readonly PendingOperation? At(int index)
    {
        if (_isSingle)
        {
            return _single;
        }

        ref Place place = ref _places![Wrap(_head + index)];
        return place.Operation.Ticket == place.Ticket ? place.Operation : null;
    }

    /// <summary>The first in line.</summary>
    public bool TryPeek([NotNullWhen(true)] out PendingOperation? operation)
    {
        if (_isSingle)
        {
            operation = _single!;
            return true;
        }

        while (_placeCount > 0)
        {
            operation = At(0);
            if (operation is not null)
            {
                return true;
            }

            DropFirst();
        }

        operation = null;
        return false;
    }

    /// <summary>Joins at the end.</summary>
    public void Add(PendingOperation operation)
    {
        if (Count == 0)
        {
            _placeCount = 0;
            _isSingle = true;
            if (_single != operation)
            {
                _single = operation;
            }
        }
        else
        {
            if (_isSingle)
            {
                _isSingle = false;
                AddPlace(_single!);
            }

            AddPlace(operation);
        }

        Count++;
    }

    /// <summary>Leaves, from wherever it stands.</summary>
    public void Remove(PendingOperation operation)
    {
        operation.Ticket++;
        Count--;
        if (_isSingle)
        {
            _isSingle = false;
        }
        else if (_places![_head].Operation == operation)
        {
            DropFirst();
        }
        else if (_places[Wrap(_head + _placeCount - 1)].Operation == operation)
        {
            _placeCount--;
        }
        else if (_placeCount > (2 * Count) + EmptyMin)
        {
            CloseUp();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Wrap(int index) => index & (_places!.Length - 1);

    private void AddPlace(PendingOperation operation)
    {
        if (_places is null || _placeCount == _places.Length)
        {
            Grow();
        }

        _places[Wrap(_head + _placeCount++)] = new Place(operation, operation.Ticket);
    }

    private void DropFirst()
    {
        _placeCount--;
        _head = Wrap(_head + 1);
    }

    [MemberNotNull(nameof(_places))]
    private void Grow()
    {
        Place[] larger = new Place[_places is null ? 4 : _places.Length * 2];
        for (int index = 0; index < _placeCount; index++)
        {
            larger[index] = _places![Wrap(_head + index)];
        }

        _places = larger;
        _head = 0;
    }

    private void CloseUp()
    {
        int kept = 0;
        for (int index = 0; index < _placeCount; index++)
        {
            if (At(index) is { } operation)
            {
                _places![Wrap(_head + kept++)] = new Place(operation, operation.Ticket);
            }
        }

        _placeCount = kept;
    }

    private struct Place(PendingOperation operation, int ticket)
    {
        public PendingOperation Operation = operation;
        public int Ticket = ticket;
    }
}
