using System;
using System.Numerics;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>The nonces of one message under one key, the first of which almost always serves (RFC 6979 §3.2), for an
/// order of 256 bits and SHA-256.</summary>
internal sealed class DeterministicNonce
{
    private const int Size = EcdsaP256PrivateKey.ScalarSize;

    private readonly BigInteger _order;
    private readonly byte[] _key = new byte[Size];
    private readonly byte[] _value = new byte[Size];
    private bool _isUsed;

    /// <summary>Steps a to g.</summary>
    /// <param name="scalar">The private key.</param>
    /// <param name="digest">Hash of the message.</param>
    /// <param name="order">Order of the base point.</param>
    public DeterministicNonce(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> digest, BigInteger order)
    {
        _order = order;
        _value.AsSpan().Fill(1);
        Span<byte> seed = stackalloc byte[2 * Size];
        scalar.CopyTo(seed);
        EcdsaP256PrivateKey.Write(EcdsaP256PrivateKey.Read(digest) % order, seed[Size..]); // bits2octets, §2.3.4
        Update(0, seed);
        Update(1, seed);
    }

    /// <summary>Step h: the next candidate that lies from 1 to the order less 1.</summary>
    public byte[] Next()
    {
        while (true)
        {
            if (_isUsed)
            {
                Update(0, []);
            }

            _isUsed = true;
            HMACSHA256.HashData(_key, _value, _value);
            BigInteger candidate = EcdsaP256PrivateKey.Read(_value);
            if (!candidate.IsZero && candidate < _order)
            {
                return [.. _value];
            }
        }
    }

    // K = HMAC(K, V || separator || seed), V = HMAC(K, V)
    private void Update(byte separator, ReadOnlySpan<byte> seed)
    {
        Span<byte> input = stackalloc byte[Size + 1 + seed.Length];
        _value.CopyTo(input);
        input[Size] = separator;
        seed.CopyTo(input[(Size + 1)..]);
        HMACSHA256.HashData(_key, input, _key);
        HMACSHA256.HashData(_key, _value, _value);
    }
}
