using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Simulator.Crypto;

/// <summary>AES-CMAC over octets or bits that arrive in pieces (NIST SP 800-38B §6.2, RFC 4493).</summary>
public ref struct AesCmac
{
    private const uint Rb = 0x87; // x^7 + x^2 + x + 1 (SP 800-38B §5.3)

    private readonly ref readonly AesBlock _aes;
    private Vector128<byte> _state;
    private Block _pending; // the last block waits here, because it is treated differently
    private int _pendingSize;

    /// <summary>Starts a code.</summary>
    /// <param name="aes">The key's schedule, 128 or 256 bits; must live as long as this value.</param>
    public AesCmac(ref readonly AesBlock aes)
    {
        _aes = ref aes;
        _state = Vector128<byte>.Zero;
        _pendingSize = 0;
    }

    /// <summary>The code of a message.</summary>
    /// <param name="aes">The key's schedule.</param>
    /// <param name="message">The whole message.</param>
    /// <returns>128 bits, first octet most significant.</returns>
    public static UInt128 Compute(ref readonly AesBlock aes, ReadOnlySpan<byte> message)
    {
        var cmac = new AesCmac(in aes);
        cmac.Append(message);
        return cmac.Finish();
    }

    /// <summary>The code of a message under a key of 128 bits.</summary>
    /// <param name="key">The key, first octet most significant.</param>
    /// <param name="message">The whole message.</param>
    /// <returns>128 bits, first octet most significant.</returns>
    public static UInt128 Compute(UInt128 key, ReadOnlySpan<byte> message)
    {
        var aes = new AesBlock(key);
        return Compute(in aes, message);
    }

    /// <summary>Adds octets to the message.</summary>
    /// <param name="octets">Any number of octets.</param>
    public void Append(scoped ReadOnlySpan<byte> octets)
    {
        Span<byte> pending = _pending;
        int fill = Math.Min(AesBlock.Size - _pendingSize, octets.Length);
        octets[..fill].CopyTo(pending[_pendingSize..]);
        _pendingSize += fill;
        octets = octets[fill..];
        if (octets.IsEmpty)
        {
            return;
        }

        Absorb(Vector128.Create((ReadOnlySpan<byte>)pending));
        while (octets.Length > AesBlock.Size)
        {
            Absorb(Vector128.Create(octets));
            octets = octets[AesBlock.Size..];
        }

        octets.CopyTo(pending);
        _pendingSize = octets.Length;
    }

    /// <summary>Ends the message and gives its code; the value must not be used again.</summary>
    /// <returns>128 bits, first octet most significant.</returns>
    public UInt128 Finish() => Finish(0);

    /// <summary>Ends a message whose last octet counts only in part.</summary>
    /// <param name="lastBits">Number of its most significant bits that count, 1 to 7; 0 if all of them do.</param>
    /// <returns>128 bits, first octet most significant.</returns>
    public UInt128 Finish(int lastBits)
    {
        UInt128 subkey = Double(AesBlock.ToNumber(_aes.Encrypt(Vector128<byte>.Zero)));
        if (_pendingSize < AesBlock.Size || lastBits != 0)
        {
            Pad(lastBits);
            subkey = Double(subkey);
        }

        Absorb(Vector128.Create((ReadOnlySpan<byte>)_pending) ^ AesBlock.ToVector(subkey));
        return AesBlock.ToNumber(_state);
    }

    /// <summary>Multiplication by x in GF(2^128) (SP 800-38B §6.1).</summary>
    private static UInt128 Double(UInt128 value) => (value << 1) ^ ((value >> 127) * Rb);

    /// <summary>A one bit after the message, then zeros.</summary>
    private void Pad(int lastBits)
    {
        Span<byte> pending = _pending;
        if (lastBits == 0)
        {
            pending[_pendingSize] = 0x80;
        }
        else
        {
            _pendingSize--;
            pending[_pendingSize] = Bits.Pad(pending[_pendingSize], lastBits);
        }

        pending[(_pendingSize + 1)..].Clear();
    }

    private void Absorb(Vector128<byte> block) => _state = _aes.Encrypt(_state ^ block);

    [InlineArray(AesBlock.Size)]
    private struct Block
    {
        private byte _first;
    }
}
