using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// A running SHA-256 over many small pieces, gathered in a buffer so that a piece costs a copy; nothing is allocated.
/// </summary>
internal sealed class Digest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _used;

    /// <summary>Further octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > _buffer.Length - _used)
        {
            Flush();
        }

        if (octets.Length > _buffer.Length)
        {
            _hash.AppendData(octets);
            return;
        }

        octets.CopyTo(_buffer.AsSpan(_used));
        _used += octets.Length;
    }

    /// <summary>A 64-bit integer, big endian.</summary>
    public void Append(long value)
    {
        Span<byte> octets = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(octets, value);
        Append(octets);
    }

    /// <summary>A text in UTF-8 and a zero octet.</summary>
    public void Append(string text)
    {
        int size = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        if (size > _buffer.Length - _used)
        {
            Flush();
        }

        if (size > _buffer.Length)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
            return;
        }

        _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
        _buffer[_used++] = 0;
    }

    /// <summary>A 32-bit integer, big endian.</summary>
    public void Append(uint value)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        Append(octets);
    }

    /// <summary>The first 16 hexadecimal digits of the hash of everything so far.</summary>
    public string Digits()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetCurrentHash())[..Fingerprint.Size];
    }

    /// <summary>The first digits of the hash of a text in UTF-8.</summary>
    public static string Of(string text, int digits) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
