using System;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Simulator.Crypto;

/// <summary>The kinds of key in an enclave hierarchy, from the root to the leaves.</summary>
public enum EnclaveLevel
{
    /// <summary>The organisation key, from which every other can be computed.</summary>
    Organisation,

    /// <summary>The key of two enclaves.</summary>
    Pair,

    /// <summary>The key of two sub-enclaves.</summary>
    SubPair,

    /// <summary>The key that a server has for one pair.</summary>
    Server,

    /// <summary>The key of one security association.</summary>
    Sa,
}

/// <summary>
/// The tree of keys of an organisation: each key is the pseudorandom function of the key above it and of the
/// identifiers down to its own level, so that any key on the path gives the SA key. All keys have 256 bits.
/// </summary>
/// <param name="Prf">The pseudorandom function.</param>
/// <param name="HasServerLevel">False if SA keys come straight from the key of a pair.</param>
/// <param name="SubLevelCount">Levels of sub-enclaves between pair and server.</param>
/// <param name="IsOrdered">True if the key of (i, j) is another one than that of (j, i).</param>
/// <param name="IsSeparate">True if there are two trees, one for encryption and one for authentication.</param>
public readonly record struct EnclaveHierarchy(
    EnclavePrf Prf, bool HasServerLevel = true, int SubLevelCount = 0, bool IsOrdered = false, bool IsSeparate = false)
{
    // Input of the function (ours, after SP 800-108r1 §4.1): counter (32 bits) ‖ label ‖ 0 ‖ context ‖ length (32 bits)
    // label: the level, of two trees with the use behind it
    // context: i ‖ j (16 bits each), so for each further level of sub-enclaves, k (32 bits), m (32 bits)
    private const int CounterBits = 32;
    private const int ContextSizeMax = (4 * (1 + SubEnclavePairs.CountMax)) + 8;
    private const int LabelSizeMax = 32; // that of the use included
    private const int InputSizeMax = LabelSizeMax + 1 + ContextSizeMax + sizeof(int);

    private static readonly ImmutableArray<KeyUse> OneTree = [KeyUse.Both];
    private static readonly ImmutableArray<KeyUse> TwoTrees = [KeyUse.Encryption, KeyUse.Authentication];

    private const int OrganisationDepth = 0, PairDepth = 1;

    /// <summary>The uses of its keys: a tree each.</summary>
    public ImmutableArray<KeyUse> Uses => IsSeparate ? TwoTrees : OneTree;

    /// <summary>Depth of server keys: derivations from the organisation key; that of the level above without them.
    /// </summary>
    public int ServerDepth => PairDepth + SubLevelCount + (HasServerLevel ? 1 : 0);

    /// <summary>Depth of SA keys: derivations from the organisation key.</summary>
    public int SaDepth => ServerDepth + 1;

    /// <summary>The kind of key at a depth.</summary>
    /// <param name="depth">Derivations from the organisation key.</param>
    public EnclaveLevel LevelAt(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)depth, (uint)SaDepth, nameof(depth));
        return depth == OrganisationDepth ? EnclaveLevel.Organisation
            : depth == PairDepth ? EnclaveLevel.Pair
            : depth == SaDepth ? EnclaveLevel.Sa
            : depth <= PairDepth + SubLevelCount ? EnclaveLevel.SubPair : EnclaveLevel.Server;
    }

    /// <summary>The depth of a kind of key; of sub-enclaves the innermost.</summary>
    /// <param name="level">The kind.</param>
    public int DepthOf(EnclaveLevel level) => level switch
    {
        EnclaveLevel.Organisation => OrganisationDepth,
        EnclaveLevel.Pair => PairDepth,
        EnclaveLevel.SubPair => PairDepth + SubLevelCount,
        EnclaveLevel.Server => ServerDepth,
        _ => SaDepth,
    };

    /// <summary>The pair as keys know it: in order only if the hierarchy keeps one.</summary>
    /// <param name="from">Enclave of the client.</param>
    /// <param name="to">Enclave of the server.</param>
    public EnclavePair PairOf(ushort from, ushort to) =>
        IsOrdered ? new EnclavePair(from, to) : EnclavePair.Unordered(from, to);

    /// <summary>True if a path has the levels of this hierarchy: one that was received may have others.</summary>
    /// <param name="path">A whole path.</param>
    public bool Fits(in EnclavePath path) =>
        path.Sub.Count == SubLevelCount && (HasServerLevel || path.Server == 0);

    /// <summary>The path to a key that is not an SA's: the identifiers below its depth are zero.</summary>
    /// <param name="path">A whole path.</param>
    /// <param name="depth">Depth of the key.</param>
    public EnclavePath Cut(in EnclavePath path, int depth)
    {
        if (depth >= SaDepth)
        {
            return path;
        }

        EnclavePath cut = path with { Sa = 0 };
        cut = depth < ServerDepth || !HasServerLevel ? cut with { Server = 0 } : cut;
        cut = depth - PairDepth < SubLevelCount ? cut with { Sub = path.Sub.First(depth - PairDepth) } : cut;
        return depth < PairDepth ? default : cut;
    }

    /// <summary>The key at a depth, computed from one above it.</summary>
    /// <param name="key">The key that is held.</param>
    /// <param name="from">Its depth.</param>
    /// <param name="to">Depth of the key wanted; not above the one held.</param>
    /// <param name="path">Identifiers down to that depth at least.</param>
    /// <param name="use">The tree.</param>
    public Key256 Derive(in Key256 key, int from, int to, in EnclavePath path, KeyUse use = KeyUse.Both)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)from, (uint)to, nameof(from));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, SaDepth);
        Key256 derived = key;
        for (int depth = from + 1; depth <= to; depth++)
        {
            derived = Step(derived, depth, path, use);
        }

        return derived;
    }

    /// <summary>The SA key, computed from a key of some level above it.</summary>
    /// <param name="key">The key that is held.</param>
    /// <param name="level">Its kind.</param>
    /// <param name="path">All identifiers.</param>
    public Key256 DeriveSa(in Key256 key, EnclaveLevel level, in EnclavePath path) =>
        Derive(key, DepthOf(level), SaDepth, path);

    /// <summary>The keys of ESP in one direction, by a further expansion of the SA key.</summary>
    /// <param name="saKey">The SA key.</param>
    /// <param name="direction">Which of the two.</param>
    /// <param name="keySize">Octets of the encryption key: 16 or 32.</param>
    /// <param name="hasIntegrityKey">True for a transform that authenticates with a key of its own.</param>
    public EspKeys Expand(in Key256 saKey, EspDirection direction, int keySize, bool hasIntegrityKey)
    {
        int integritySize = hasIntegrityKey ? Key256.Size : 0;
        Span<byte> output = stackalloc byte[EspKeys.SizeMax];
        output = output[..(keySize + EspKeys.SaltSize + integritySize)];
        Derive(saKey, "enclave ESP"u8, [(byte)direction], output);
        return EspKeys.Read(output, keySize);
    }

    /// <summary>The keys of ESP in one direction, by a further expansion of what is known of the SA key: of each key by
    /// itself, if there are two.</summary>
    /// <param name="sa">What is known of the SA key.</param>
    /// <param name="direction">Which of the two.</param>
    /// <param name="keySize">Octets of the encryption key: 16 or 32.</param>
    /// <param name="hasIntegrityKey">True for a transform that authenticates with a key of its own.</param>
    public EspKeys Expand(in SaKeys sa, EspDirection direction, int keySize, bool hasIntegrityKey)
    {
        if (!IsSeparate)
        {
            return Expand(sa.Key, direction, keySize, hasIntegrityKey);
        }

        Span<byte> integrity = stackalloc byte[Key256.Size];
        Derive(sa.Authentication, "enclave ESP"u8, [(byte)direction], integrity);
        EspKeys keys = sa.VerifiesOnly
            ? new EspKeys { VerifiesOnly = true }
            : Expand(sa.Key, direction, keySize, hasIntegrityKey: false);
        return keys with { Integrity = Key256.Read(integrity) };
    }

    private static ReadOnlySpan<byte> SuffixOf(KeyUse use) => use switch
    {
        KeyUse.Encryption => " encryption"u8,
        KeyUse.Authentication => " authentication"u8,
        _ => [],
    };

    private static ReadOnlySpan<byte> LabelOf(EnclaveLevel level) => level switch
    {
        EnclaveLevel.Pair => "enclave pair"u8,
        EnclaveLevel.SubPair => "enclave sub-pair"u8,
        EnclaveLevel.Server => "enclave server"u8,
        _ => "enclave SA"u8,
    };

    private Key256 Step(in Key256 key, int depth, in EnclavePath path, KeyUse use)
    {
        EnclaveLevel level = LevelAt(depth);
        Span<byte> output = stackalloc byte[Key256.Size];
        if (Prf == EnclavePrf.Psp && level == EnclaveLevel.Sa)
        {
            var master = new AesBlock(key);
            PspKeys.Derive(in master, PspKeys.Aes256Version, path.Sa, output);
        }
        else
        {
            Span<byte> context = stackalloc byte[ContextSizeMax];
            ReadOnlySpan<byte> kind = LabelOf(level), suffix = SuffixOf(use);
            Span<byte> label = stackalloc byte[LabelSizeMax];
            kind.CopyTo(label);
            suffix.CopyTo(label[kind.Length..]);
            Derive(
                key, label[..(kind.Length + suffix.Length)], context[..WriteContext(context, depth, path)], output);
        }

        return Key256.Read(output);
    }

    private int WriteContext(Span<byte> context, int depth, in EnclavePath path)
    {
        int size = WritePair(context, path.Pair);
        for (int sub = 0; sub < SubLevelCount && sub < depth - PairDepth; sub++)
        {
            size += WritePair(context[size..], path.Sub[sub]);
        }

        if (HasServerLevel && depth >= ServerDepth)
        {
            BinaryPrimitives.WriteUInt32BigEndian(context[size..], path.Server);
            size += sizeof(uint);
        }

        if (depth == SaDepth)
        {
            BinaryPrimitives.WriteUInt32BigEndian(context[size..], path.Sa);
            size += sizeof(uint);
        }

        return size;
    }

    private static int WritePair(Span<byte> context, EnclavePair pair)
    {
        BinaryPrimitives.WriteUInt16BigEndian(context, pair.First);
        BinaryPrimitives.WriteUInt16BigEndian(context[sizeof(ushort)..], pair.Second);
        return 2 * sizeof(ushort);
    }

    private void Derive(in Key256 key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        Span<byte> input = stackalloc byte[InputSizeMax];
        label.CopyTo(input);
        input[label.Length] = 0;
        context.CopyTo(input[(label.Length + 1)..]);
        int size = label.Length + 1 + context.Length;
        BinaryPrimitives.WriteInt32BigEndian(input[size..], 8 * output.Length);
        size += sizeof(int);
        if (Prf == EnclavePrf.HmacSha256)
        {
            Span<byte> octets = stackalloc byte[Key256.Size];
            key.Write(octets);
            CounterKdf.DeriveHmac(octets, [], CounterBits, input[..size], output);
        }
        else
        {
            var aes = new AesBlock(key);
            CounterKdf.DeriveCmac(in aes, [], CounterBits, input[..size], output);
        }
    }
}
