using System;
using System.Collections.Generic;
using Simulator.Crypto;

namespace Simulator.Entities;

/// <summary>The keys of an enclave hierarchy that a party holds, and nothing else.</summary>
public sealed class KeyRing
{
    private readonly EnclaveHierarchy _hierarchy;
    private readonly Dictionary<KeyName, Key256> _keys = [];
    private readonly int[] _counts; // by depth

    /// <summary>An empty ring.</summary>
    /// <param name="hierarchy">The tree that its keys belong to.</param>
    public KeyRing(EnclaveHierarchy hierarchy)
    {
        _hierarchy = hierarchy;
        _counts = new int[hierarchy.SaDepth + 1];
    }

    /// <summary>The tree that its keys belong to.</summary>
    public EnclaveHierarchy Hierarchy => _hierarchy;

    /// <summary>Keys held.</summary>
    public int Count => _keys.Count;

    /// <summary>Adds a key, or puts another in its place.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Its depth in the tree.</param>
    /// <param name="path">Identifiers down to that depth; others do not count.</param>
    /// <param name="key">The key.</param>
    /// <param name="use">Its tree.</param>
    public void Add(int epoch, int depth, in EnclavePath path, in Key256 key, KeyUse use = KeyUse.Both)
    {
        var name = new KeyName(epoch, depth, use, _hierarchy.Cut(path, depth));
        if (_keys.TryAdd(name, key))
        {
            _counts[depth]++;
        }
        else
        {
            _keys[name] = key;
        }
    }

    /// <summary>True if a key is held.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Its depth in the tree.</param>
    /// <param name="path">Identifiers down to that depth; others do not count.</param>
    /// <param name="key">The key.</param>
    /// <param name="use">Its tree.</param>
    public bool TryGet(int epoch, int depth, in EnclavePath path, out Key256 key, KeyUse use = KeyUse.Both)
    {
        key = default;
        return _counts[depth] > 0
            && _keys.TryGetValue(new KeyName(epoch, depth, use, _hierarchy.Cut(path, depth)), out key);
    }

    /// <summary>Takes a key out.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="depth">Its depth in the tree.</param>
    /// <param name="path">Identifiers down to that depth; others do not count.</param>
    /// <param name="use">Its tree.</param>
    /// <returns>False if it was not held.</returns>
    public bool Remove(int epoch, int depth, in EnclavePath path, KeyUse use = KeyUse.Both)
    {
        bool isGone = _keys.Remove(new KeyName(epoch, depth, use, _hierarchy.Cut(path, depth)));
        _counts[depth] -= isGone ? 1 : 0;
        return isGone;
    }

    /// <summary>The key on a path that is nearest to the SA: the one that leaves the fewest derivations.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="path">A whole path.</param>
    /// <param name="key">The key.</param>
    /// <param name="depth">Its depth.</param>
    /// <param name="use">Its tree.</param>
    public bool TryFindNearest(
        int epoch, in EnclavePath path, out Key256 key, out int depth, KeyUse use = KeyUse.Both)
    {
        for (depth = _hierarchy.SaDepth; depth >= 0; depth--)
        {
            if (TryGet(epoch, depth, path, out key, use))
            {
                return true;
            }
        }

        key = default;
        return false;
    }

    /// <summary>The key of an SA, as far as it follows from what is held: of two trees the key for authentication must,
    /// because nobody decrypts what he cannot verify.</summary>
    /// <param name="epoch">Epoch of the organisation key.</param>
    /// <param name="path">A whole path.</param>
    /// <param name="sa">What is known of the SA key.</param>
    /// <param name="steps">Derivations that it takes.</param>
    public bool TryDerive(int epoch, in EnclavePath path, out SaKeys sa, out int steps)
    {
        steps = 0;
        if (!_hierarchy.IsSeparate)
        {
            bool isHeld = TryDerive(epoch, path, KeyUse.Both, out Key256 key, ref steps);
            sa = new SaKeys(key);
            return isHeld;
        }

        bool verifies = TryDerive(epoch, path, KeyUse.Authentication, out Key256 authentication, ref steps);
        Key256 encryption = default;
        bool reads = verifies && TryDerive(epoch, path, KeyUse.Encryption, out encryption, ref steps);
        sa = new SaKeys(encryption, authentication, VerifiesOnly: !reads);
        return verifies;
    }

    private bool TryDerive(int epoch, in EnclavePath path, KeyUse use, out Key256 sa, ref int steps)
    {
        bool isHeld = TryFindNearest(epoch, path, out Key256 key, out int depth, use);
        sa = isHeld ? _hierarchy.Derive(key, depth, _hierarchy.SaDepth, path, use) : default;
        steps += isHeld ? _hierarchy.SaDepth - depth : 0;
        return isHeld;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _keys.Clear();
        Array.Clear(_counts);
    }

    private readonly record struct KeyName(int Epoch, int Depth, KeyUse Use, EnclavePath Path);
}
