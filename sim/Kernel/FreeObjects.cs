using System;

namespace Simulator.Kernel;

/// <summary>Objects of one type that wait to be used again, the last one first.</summary>
internal struct FreeObjects
{
    private const int CapacityMin = 16;

    private Place[]? _places;
    private int _count;

    /// <summary>An object, or null if there is none.</summary>
    public object? Take() => _count == 0 ? null : _places![--_count].Object;

    /// <summary>Adds an object. Where the same one comes and goes, no reference is written.</summary>
    public void Add(object item)
    {
        if (_places is null || _count == _places.Length)
        {
            Array.Resize(ref _places, Math.Max(CapacityMin, _count * 2));
        }

        ref Place place = ref _places[_count++];
        if (place.Object != item)
        {
            place.Object = item;
        }
    }

    // A structure around the reference, so that storing one needs no check of the array's type.
    private struct Place
    {
        public object? Object;
    }
}
