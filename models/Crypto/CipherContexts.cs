using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>The runtime's cipher contexts of one simulation: a bounded cache that forgets the least recently
/// used.</summary>
/// <remarks>
/// A security association stores the octets of its key and asks here at each use. A context costs 1.4 KB and 2 µs to
/// make, so neither one per association nor one per packet would do. What is returned is valid until the next call.
/// Contexts hold no state between messages, so what is in the cache never changes a result.
/// </remarks>
public sealed class CipherContexts : IDisposable
{
    /// <summary>Contexts kept unless stated otherwise.</summary>
    public const int DefaultCapacity = 4096; // ours: about 6 MB

    private const int None = -1;

    private readonly Dictionary<ContextKey, int> _index;
    private readonly Entry[] _entries;
    private int _newest = None, _oldest = None;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacity">Most contexts kept at once, at least 1.</param>
    public CipherContexts(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _entries = new Entry[capacity];
        _index = new Dictionary<ContextKey, int>(capacity);
    }

    private enum ContextKind : byte
    {
        Gcm,
        Aes,
    }

    /// <summary>Contexts held now.</summary>
    public int Count { get; private set; }

    /// <summary>Contexts made so far: the misses.</summary>
    public long MadeCount { get; private set; }

    /// <summary>AES-GCM with tags of 16 octets.</summary>
    /// <param name="key">16, 24 or 32 octets, without salt.</param>
    public AesGcm Gcm(ReadOnlySpan<byte> key) => (AesGcm)Find(ContextKind.Gcm, key);

    /// <summary>AES for the one-shot calls of its modes that take the initialisation vector.</summary>
    /// <param name="key">16, 24 or 32 octets.</param>
    public Aes Aes(ReadOnlySpan<byte> key) => (Aes)Find(ContextKind.Aes, key);

    /// <summary>Releases every context.</summary>
    public void Dispose()
    {
        for (int slot = 0; slot < Count; slot++)
        {
            _entries[slot].Context.Dispose();
        }

        _index.Clear();
        Count = 0;
        _newest = _oldest = None;
    }

    private IDisposable Find(ContextKind kind, ReadOnlySpan<byte> key)
    {
        var name = new ContextKey(kind, key);
        if (!_index.TryGetValue(name, out int slot))
        {
            return Add(name, Make(kind, key));
        }

        if (slot != _newest)
        {
            Unlink(slot);
            Link(slot);
        }

        return _entries[slot].Context;
    }

    private static IDisposable Make(ContextKind kind, ReadOnlySpan<byte> key)
    {
        if (kind == ContextKind.Gcm)
        {
            return new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        }

        var aes = System.Security.Cryptography.Aes.Create();
        aes.SetKey(key);
        return aes;
    }

    private IDisposable Add(ContextKey name, IDisposable context)
    {
        int slot = Count < _entries.Length ? Count++ : Evict();
        _entries[slot] = new Entry { Name = name, Context = context };
        _index.Add(name, slot);
        Link(slot);
        MadeCount++;
        return context;
    }

    private int Evict()
    {
        int slot = _oldest;
        Unlink(slot);
        _index.Remove(_entries[slot].Name);
        _entries[slot].Context.Dispose();
        return slot;
    }

    private void Link(int slot)
    {
        _entries[slot].Older = _newest;
        _entries[slot].Newer = None;
        if (_newest != None)
        {
            _entries[_newest].Newer = slot;
        }

        _newest = slot;
        _oldest = _oldest == None ? slot : _oldest;
    }

    private void Unlink(int slot)
    {
        ref Entry entry = ref _entries[slot];
        if (entry.Newer == None)
        {
            _newest = entry.Older;
        }
        else
        {
            _entries[entry.Newer].Older = entry.Older;
        }

        if (entry.Older == None)
        {
            _oldest = entry.Newer;
        }
        else
        {
            _entries[entry.Older].Newer = entry.Newer;
        }
    }

    private struct Entry
    {
        public ContextKey Name;
        public IDisposable Context;
        public int Newer, Older;
    }

    private readonly struct ContextKey : IEquatable<ContextKey>
    {
        private readonly Key256 _octets;
        private readonly int _size;
        private readonly ContextKind _kind;

        public ContextKey(ContextKind kind, ReadOnlySpan<byte> key)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, Key256.Size);
            key.CopyTo(MemoryMarshal.AsBytes(new Span<Key256>(ref _octets)));
            _size = key.Length;
            _kind = kind;
        }

        public bool Equals(ContextKey other) =>
            _octets.Low == other._octets.Low && _octets.High == other._octets.High
            && _size == other._size && _kind == other._kind;

        public override bool Equals(object? obj) => obj is ContextKey other && Equals(other);

        public override int GetHashCode()
        {
            UInt128 mixed = (_octets.High * 3) ^ _octets.Low;
            ulong folded = ((ulong)(mixed >> 64) * 0x9E37_79B9_7F4A_7C15) ^ (ulong)mixed;
            return (int)(folded ^ (folded >> 32)) + _size + (int)_kind;
        }
    }
}
