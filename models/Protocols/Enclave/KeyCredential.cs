using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>With what a party shows its key server who it is and what it may have.</summary>
public enum CredentialKind
{
    /// <summary>With nothing: the key server knows, or asks somebody who does.</summary>
    None,

    /// <summary>With a token that the organisation has signed: a compact serialisation (RFC 7515 §7.1).</summary>
    Token,

    /// <summary>With a certificate of the organisation (RFC 5280), and a signature by the key in it.</summary>
    Certificate,
}

/// <summary>What a party shows its key server with a request.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Octets">The token in ASCII, or the certificate in DER.</param>
/// <param name="Proof">The signature of the request without it by the key of the certificate (ES256, RFC 7518 §3.4);
/// empty for a token, and for whoever has not the key.</param>
public readonly record struct KeyCredential(CredentialKind Kind, Octets Octets, Octets Proof = default)
{
    // octet  0      1..2     3               4..
    //        kind   size n   size p: 0, 64   n octets, p octets
    private const int SizeOffset = 1, ProofSizeOffset = 3, OctetsOffset = 4;

    /// <summary>Octets of a credential at most: what a packet of 1,280 octets has room for beside its headers.
    /// </summary>
    public const int SizeMax = 1_024;

    internal int EncodedSize => Kind == CredentialKind.None ? 0 : OctetsOffset + Octets.Size + Proof.Size;

    /// <summary>Reads what follows the fields of a request, up to its end.</summary>
    internal static KeyCredential Read(ReadOnlySpan<byte> source, out DecodeError error)
    {
        error = source.IsEmpty ? DecodeError.None : Check(source);
        if (source.IsEmpty || !error.IsNone)
        {
            return default;
        }

        int proof = OctetsOffset + BinaryPrimitives.ReadUInt16BigEndian(source[SizeOffset..]);
        return new KeyCredential(
            (CredentialKind)source[0], new Octets(source[OctetsOffset..proof]), new Octets(source[proof..]));
    }

    internal int Write(Span<byte> destination)
    {
        if (Kind == CredentialKind.None)
        {
            return 0;
        }

        destination[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt16BigEndian(destination[SizeOffset..], (ushort)Octets.Size);
        destination[ProofSizeOffset] = (byte)Proof.Size;
        int proof = OctetsOffset + Octets.CopyTo(destination[OctetsOffset..]);
        return proof + Proof.CopyTo(destination[proof..]);
    }

    private static DecodeError Check(ReadOnlySpan<byte> source)
    {
        if (source.Length < OctetsOffset)
        {
            return DecodeError.Truncated(OctetsOffset, source.Length, "credential");
        }

        int octets = BinaryPrimitives.ReadUInt16BigEndian(source[SizeOffset..]), proof = source[ProofSizeOffset];
        int proofMax = source[0] == (byte)CredentialKind.Certificate ? EcdsaP256PrivateKey.SignatureSize : 0;
        int size = OctetsOffset + octets + proof;
        return source[0] is not ((byte)CredentialKind.Token or (byte)CredentialKind.Certificate)
                ? DecodeError.Unexpected("kind of credential", at: 0)
            : octets is 0 or > SizeMax ? DecodeError.Unexpected("size of credential", at: SizeOffset)
            : proof != 0 && proof != proofMax ? DecodeError.Unexpected("size of proof", at: ProofSizeOffset)
            : source.Length < size ? DecodeError.Truncated(size, source.Length, "credential")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : DecodeError.None;
    }
}
