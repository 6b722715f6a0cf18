using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;
using Simulator.Protocols.X509;

namespace Tests.Protocols.Enclave;

/// <summary>Whatever a message says, it says the same when it was written and read; what is cut is refused.</summary>
public sealed class KeyMessageRoundTripTests
{
    private const int Count = 300;

    [Test]
    public void Requests_with_what_a_party_shows()
    {
        var draws = new Drawn(1);
        for (int number = 0; number < Count; number++)
        {
            var kind = (CredentialKind)draws.Below(3);
            bool hasProof = kind == CredentialKind.Certificate && draws.Below(2) == 0;
            KeyCredential shown = kind == CredentialKind.None ? default : new(
                kind, draws.Octets(1 + draws.Below(KeyCredential.SizeMax)), draws.Octets(hasProof ? 64 : 0));
            Check(new KeyRequest(draws.Next(), (ushort)draws.Below(65_536), (ushort)draws.Below(65_536), shown));
        }
    }

    [Test]
    public void Questions_to_the_directory_and_its_answers()
    {
        var draws = new Drawn(2);
        for (int number = 0; number < Count; number++)
        {
            Check(new DirectoryQuestion(draws.Next(), (ushort)draws.Below(65_536), draws.Name()));
            var status = (DirectoryStatus)draws.Below(3);
            KeyGrant grant = status == DirectoryStatus.Granted ? draws.Grant() : default;
            Check(new DirectoryAnswer(draws.Next(), status, grant));
        }
    }

    [Test]
    public void Certificates_signed_by_any_key()
    {
        var draws = new Drawn(3);
        for (int number = 0; number < Count / 3; number++)
        {
            var issuer = new EcdsaP256PrivateKey(draws.Octets(32, highest: 0x7F).Span);
            Certificate certificate = new Certificate(
                1 + (draws.Next() * (ulong)draws.Next()), draws.Name(), draws.Below(int.MaxValue),
                draws.Below(int.MaxValue), draws.Name(), draws.Octets(64), default,
                GrantExtension.Encode(draws.Grant()), default).SignedBy(issuer);
            Certificate read = Check(certificate);
            Assert.That(read.IsSignedBy(issuer.PublicKey), Is.True);
            Assert.That((read with { Serial = read.Serial + 1 }).IsSignedBy(issuer.PublicKey), Is.False);
        }
    }

    private static T Check<T>(T message)
        where T : struct, IWireMessage<T>
    {
        byte[] octets = new byte[message.EncodedSize];
        Assert.That(message.Encode(octets), Is.EqualTo(octets.Length));
        Assert.That(T.TryDecode(octets, out T read, out DecodeError error), Is.True, error.ToString());
        Assert.That(read, Is.EqualTo(message));
        Assert.That(T.TryDecode(octets.AsSpan(0, octets.Length - 1), out _, out _), Is.False, "cut");
        return read;
    }

    // SHA-256 of seed and number: the same in every run.
    private sealed class Drawn(int seed)
    {
        private int _count;

        public uint Next()
        {
            Span<byte> input = stackalloc byte[8], hash = stackalloc byte[SHA256.HashSizeInBytes];
            BinaryPrimitives.WriteInt32BigEndian(input, seed);
            BinaryPrimitives.WriteInt32BigEndian(input[4..], _count++);
            SHA256.HashData(input, hash);
            return BinaryPrimitives.ReadUInt32BigEndian(hash);
        }

        public int Below(int bound) => (int)(Next() % (uint)bound);

        public Octets Octets(int size, byte highest = 0xFF)
        {
            byte[] octets = new byte[size];
            for (int index = 0; index < size; index++)
            {
                octets[index] = (byte)(Next() & highest);
            }

            return new Octets(octets);
        }

        public Octets Name()
        {
            byte[] octets = new byte[1 + Below(DirectoryQuestion.PartySizeMax)];
            for (int index = 0; index < octets.Length; index++)
            {
                octets[index] = (byte)('!' + Below('~' - '!' + 1));
            }

            return new Octets(octets);
        }

        public KeyGrant Grant() => new(Next(), (byte)(1 + Below(KeyGrant.DepthMax)), Below(2) == 0);
    }
}
