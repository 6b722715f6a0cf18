using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.X509;

/// <summary>
/// A certificate of version 3 for a key on P-256, signed with one (RFC 5280 §4.1, RFC 5758 §3.2): of a party that
/// signs, with one extension of ours. There is one encoding of each (DER), and no other is read.
/// </summary>
/// <param name="Serial">Serial number, above 0.</param>
/// <param name="Issuer">Common name of the issuer: 1 to 64 octets of UTF-8.</param>
/// <param name="NotBefore">First second of its validity, since 1970-01-01T00:00:00Z; up to the year 2049.</param>
/// <param name="NotAfter">Last second of its validity.</param>
/// <param name="Subject">Common name of the subject.</param>
/// <param name="PublicKey">The key that it is for: x and y of the point, 64 octets.</param>
/// <param name="AuthorityKeyId">Names the key that has signed it, 20 octets (RFC 5280 §4.2.1.1).</param>
/// <param name="Extension">Contents of the extension of ours, critical.</param>
/// <param name="Signature">r and s, 64 octets.</param>
public readonly record struct Certificate(
    ulong Serial,
    Octets Issuer,
    long NotBefore,
    long NotAfter,
    Octets Subject,
    Octets PublicKey,
    Octets AuthorityKeyId,
    Octets Extension,
    Octets Signature) : IWireMessage<Certificate>
{
    // SEQUENCE { SEQUENCE { [0] version, serial, algorithm, issuer, SEQUENCE { not before, not after }, subject, key,
    //   [3] SEQUENCE { authority key identifier, key usage, ours } }, algorithm, BIT STRING { SEQUENCE { r, s } } }

    /// <summary>Octets of a certificate at most (ours).</summary>
    public const int SizeMax = 900;

    /// <summary>Octets of the extension of ours at most (ours).</summary>
    public const int ExtensionSizeMax = 64;

    private const int NameSizeMax = 64; // RFC 5280 appendix A.1, ub-common-name
    private const int KeyIdSize = 20, HalfSize = EcdsaP256PrivateKey.ScalarSize;
    private const string TimeFormat = "yyMMddHHmmss'Z'"; // RFC 5280 §4.1.2.5.1
    private const long TimeMax = 2_524_607_999; // 2049-12-31T23:59:59Z, the last that UTCTime names

    // version 3; ecdsa-with-SHA256; id-ecPublicKey on secp256r1 as an uncompressed point
    private static ReadOnlySpan<byte> Version => [0xA0, 0x03, 0x02, 0x01, 0x02];

    private static ReadOnlySpan<byte> Algorithm =>
        [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

    private static ReadOnlySpan<byte> KeyHead =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    private static ReadOnlySpan<byte> CommonName => [0x06, 0x03, 0x55, 0x04, 0x03];

    // §4.2.1.1 with a key identifier alone; §4.2.1.3, critical: digitalSignature
    private static ReadOnlySpan<byte> AuthorityKeyIdHead =>
        [0x30, 0x1F, 0x06, 0x03, 0x55, 0x1D, 0x23, 0x04, 0x18, 0x30, 0x16, 0x80, 0x14];

    private static ReadOnlySpan<byte> KeyUsage =>
        [0x30, 0x0E, 0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01, 0xFF, 0x04, 0x04, 0x03, 0x02, 0x07, 0x80];

    // ours: 1.3.6.1.4.1.32473.1, under the number that is set aside for examples (RFC 5612), critical
    private static ReadOnlySpan<byte> OursHead =>
        [0x06, 0x09, 0x2B, 0x06, 0x01, 0x04, 0x01, 0x81, 0xFD, 0x59, 0x01, 0x01, 0x01, 0xFF];

    /// <inheritdoc/>
    public int EncodedSize
    {
        get
        {
            var writer = new DerWriter(stackalloc byte[SizeMax]);
            WriteAll(ref writer);
            return writer.Size;
        }
    }

    /// <summary>The name of a key (RFC 7093 §2, method 1): the left 160 bits of SHA-256 of its point.</summary>
    /// <param name="key">The key.</param>
    public static Octets KeyIdOf(EcdsaP256PublicKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([0x04, .. key.X, .. key.Y], hash);
        return new Octets(hash[..KeyIdSize]);
    }

    /// <summary>The certificate as an issuer signs it; the same contents have the same signature.</summary>
    /// <param name="issuer">The issuer's key.</param>
    public Certificate SignedBy(EcdsaP256PrivateKey issuer)
    {
        Certificate unsigned = this with { AuthorityKeyId = KeyIdOf(issuer.PublicKey) };
        Span<byte> signature = stackalloc byte[EcdsaP256PrivateKey.SignatureSize];
        issuer.Sign(unsigned.SignedOctets(), signature);
        return unsigned with { Signature = new Octets(signature) };
    }

    /// <summary>True if a key has signed it.</summary>
    /// <param name="issuer">The key.</param>
    public bool IsSignedBy(EcdsaP256PublicKey issuer) => issuer.Verify(SignedOctets(), Signature.Span);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out Certificate message, out DecodeError error)
    {
        var reader = new DerReader(source);
        int whole = reader.Enter(DerTag.Sequence, "certificate");
        Certificate read = ReadContents(ref reader);
        reader.Expect(Algorithm, "signature algorithm");
        Octets signature = ReadSignature(ref reader);
        reader.Leave(whole);
        reader.Leave(source.Length);
        error = source.Length > SizeMax ? DecodeError.Unexpected("size", at: SizeMax) : reader.Error;
        message = error.IsNone ? read with { Signature = signature } : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new DerWriter(stackalloc byte[SizeMax]);
        WriteAll(ref writer);
        writer.Written.CopyTo(destination);
        return writer.Size;
    }

    // What the issuer signs (RFC 5280 §4.1.1.3).
    private byte[] SignedOctets()
    {
        var writer = new DerWriter(stackalloc byte[SizeMax]);
        WriteContents(ref writer);
        return writer.Written.ToArray();
    }

    private static Certificate ReadContents(ref DerReader reader)
    {
        int contents = reader.Enter(DerTag.Sequence, "contents");
        reader.Expect(Version, "version");
        ulong serial = ReadSerial(ref reader);
        reader.Expect(Algorithm, "algorithm");
        Octets issuer = ReadName(ref reader, "issuer");
        int validity = reader.Enter(DerTag.Sequence, "validity");
        long notBefore = ReadTime(ref reader, "not before"), notAfter = ReadTime(ref reader, "not after");
        reader.Leave(validity);
        Octets subject = ReadName(ref reader, "subject");
        reader.Expect(KeyHead, "public key");
        var key = new Octets(reader.Take(2 * HalfSize, "public key"));
        int context = reader.Enter(DerTag.Context3, "extensions"), list = reader.Enter(DerTag.Sequence, "extensions");
        reader.Expect(AuthorityKeyIdHead, "authority key identifier");
        var keyId = new Octets(reader.Take(KeyIdSize, "authority key identifier"));
        reader.Expect(KeyUsage, "key usage");
        int ours = reader.Enter(DerTag.Sequence, "extension");
        reader.Expect(OursHead, "extension");
        var extension = new Octets(reader.Read(DerTag.OctetString, "extension"));
        if (extension.Size > ExtensionSizeMax)
        {
            reader.Refuse("extension");
        }

        reader.Leave(ours);
        reader.Leave(list);
        reader.Leave(context);
        reader.Leave(contents);
        return new Certificate(serial, issuer, notBefore, notAfter, subject, key, keyId, extension, default);
    }

    private static ulong ReadSerial(ref DerReader reader)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        number.Clear();
        ReadOnlySpan<byte> octets = reader.Unsigned(number.Length, "serial number");
        octets.CopyTo(number[(number.Length - octets.Length)..]);
        ulong serial = BinaryPrimitives.ReadUInt64BigEndian(number);
        if (serial == 0)
        {
            reader.Refuse("serial number"); // §4.1.2.2: positive
        }

        return serial;
    }

    private static Octets ReadName(ref DerReader reader, string field)
    {
        int name = reader.Enter(DerTag.Sequence, field), set = reader.Enter(DerTag.Set, field);
        int attribute = reader.Enter(DerTag.Sequence, field);
        reader.Expect(CommonName, field);
        ReadOnlySpan<byte> text = reader.Read(DerTag.Utf8String, field);
        if (text.Length is 0 or > NameSizeMax || !Utf8.IsValid(text))
        {
            reader.Refuse(field);
        }

        reader.Leave(attribute);
        reader.Leave(set);
        reader.Leave(name);
        return new Octets(text);
    }

    private static long ReadTime(ref DerReader reader, string field)
    {
        string text = Encoding.ASCII.GetString(reader.Read(DerTag.UtcTime, field));
        string century = text.Length > 0 && text[0] >= '5' ? "19" : "20"; // §4.1.2.5.1
        bool isTime = DateTimeOffset.TryParseExact(
            century + text, "yy" + TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time);
        if (!isTime)
        {
            reader.Refuse(field);
        }

        return isTime ? time.ToUnixTimeSeconds() : 0;
    }

    private static Octets ReadSignature(ref DerReader reader)
    {
        Span<byte> signature = stackalloc byte[2 * HalfSize];
        signature.Clear();
        int bits = reader.Enter(DerTag.BitString, "signature");
        reader.Expect([0], "unused bits");
        int pair = reader.Enter(DerTag.Sequence, "signature"); // RFC 5480 appendix A
        ReadOnlySpan<byte> r = reader.Unsigned(HalfSize, "r"), s = reader.Unsigned(HalfSize, "s");
        reader.Leave(pair);
        reader.Leave(bits);
        r.CopyTo(signature[(HalfSize - r.Length)..]);
        s.CopyTo(signature[(signature.Length - s.Length)..]);
        return new Octets(signature);
    }

    private void WriteAll(ref DerWriter writer)
    {
        int whole = writer.Size;
        writer.WriteUnsigned(Signature.Span[HalfSize..]);
        writer.WriteUnsigned(Signature.Span[..HalfSize]);
        writer.Close(DerTag.Sequence, whole);
        writer.Write(0); // no unused bits
        writer.Close(DerTag.BitString, whole);
        writer.Write(Algorithm);
        WriteContents(ref writer);
        writer.Close(DerTag.Sequence, whole);
    }

    private void WriteContents(ref DerWriter writer)
    {
        int contents = writer.Size;
        writer.Write(DerTag.OctetString, Extension.Span);
        writer.Write(OursHead);
        writer.Close(DerTag.Sequence, contents);
        writer.Write(KeyUsage);
        writer.Write(AuthorityKeyId.Span);
        writer.Write(AuthorityKeyIdHead);
        writer.Close(DerTag.Sequence, contents);
        writer.Close(DerTag.Context3, contents);
        writer.Write(PublicKey.Span);
        writer.Write(KeyHead);
        WriteName(ref writer, Subject);
        int validity = writer.Size;
        WriteTime(ref writer, NotAfter);
        WriteTime(ref writer, NotBefore);
        writer.Close(DerTag.Sequence, validity);
        WriteName(ref writer, Issuer);
        writer.Write(Algorithm);
        WriteSerial(ref writer);
        writer.Write(Version);
        writer.Close(DerTag.Sequence, contents);
    }

    private void WriteSerial(ref DerWriter writer)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, Serial);
        writer.WriteUnsigned(number);
    }

    private static void WriteName(ref DerWriter writer, in Octets name)
    {
        int mark = writer.Size;
        writer.Write(DerTag.Utf8String, name.Span);
        writer.Write(CommonName);
        writer.Close(DerTag.Sequence, mark);
        writer.Close(DerTag.Set, mark);
        writer.Close(DerTag.Sequence, mark);
    }

    private static void WriteTime(ref DerWriter writer, long time)
    {
        var utc = DateTimeOffset.FromUnixTimeSeconds(Math.Min(time, TimeMax));
        writer.Write(DerTag.UtcTime, Encoding.ASCII.GetBytes(utc.ToString(TimeFormat, CultureInfo.InvariantCulture)));
    }
}
