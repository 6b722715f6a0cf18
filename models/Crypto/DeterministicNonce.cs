using System;

namespace Simulator.Crypto;

/// <summary>The nonces of one message under one key, the first of which almost always serves (RFC 6979 §3.2), for the
/// order of P-256 and SHA-256.</summary>
internal sealed class DeterministicNonce
{
    private const int Size = UInt256.Size;

    private readonly byte[] _key = new byte[Size];
    private readonly byte[] _value = new byte[Size];
    private bool _isUsed;

    /// <summary>Steps a to g.</summary>
    /// <param name="scalar">The private key.</param>
    /// <param name="hash">Hash of the message, reduced (bits2octets).</param>
    public DeterministicNonce(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> hash)
    {
        _value.AsSpan().Fill(1);
        Span<byte> seed = stackalloc byte[2 * Size];
        scalar.CopyTo(seed);
        hash.CopyTo(seed[Size..]);
        Update(0, seed);
        Update(1, seed);
    }

    /// <summary>Step h: the next candidate that lies from 1 to the order less 1.</summary>
    public UInt256 Next()
    {
        while (true)
        {
            if (_isUsed)
            {
                Update(0, []);
            }

            _isUsed = true;
            HmacSha256.WriteWhole(_key, _value, _value);
            var candidate = UInt256.Read(_value);
            if (P256.Scalars.IsUnit(candidate))
            {
                return candidate;
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
        HmacSha256.WriteWhole(_key, input, _key);
        HmacSha256.WriteWhole(_key, _value, _value);
    }
}
