namespace Simulator.Protocols.Enclave;

/// <summary>Code points of the enclave architecture. It has none of its own in any registry.</summary>
public static class EnclaveCodes
{
    // ---- from the standard

    /// <summary>Experimental IPv4 option, copied into fragments (RFC 4727 §3.2).</summary>
    public const byte Ipv4Option = 0x9E;

    /// <summary>Experimental IPv6 option: skipped by those that do not know it, not changed on the way (RFC 4727 §4.2).
    /// </summary>
    public const byte Ipv6Option = 0x1E;

    /// <summary>Octets of an IPv4 header's options at most (RFC 791 §3.1).</summary>
    public const int Ipv4OptionsSizeMax = 40;

    /// <summary>First private notify message type that tells of a status (RFC 7296 §3.10.1).</summary>
    public const ushort KeyNotify = 40_960;

    /// <summary>Private notify in IKE_SA_INIT: its sender takes SA keys from the tree (ours).</summary>
    public const ushort SupportNotify = 40_961;

    /// <summary>Private notify: keys of an SA that are not from the tree, for an intermediate (ours).</summary>
    public const ushort ExchangedKeysNotify = 40_962;

    /// <summary>Private notify: a key that one intermediate alone can read (ours).</summary>
    public const ushort SealedKeyNotify = 40_963;

    /// <summary>Private notify: both keys of an SA, of two trees (ours).</summary>
    public const ushort TwoKeysNotify = 40_965;

    /// <summary>Private notify: the key for authentication of an SA, for an intermediate that has no other (ours).
    /// </summary>
    public const ushort AuthenticationKeyNotify = 40_964;

    /// <summary>Private notify: there is a new organisation key (ours).</summary>
    public const ushort EpochNotify = 40_966;

    // ---- ours: what the options carry; the first four bits of their third octet are the version, the next the kind

    /// <summary>Version of all layouts.</summary>
    public const int Version = 1;

    internal const int DerivationKind = 1, TagsKind = 2, DirectKind = 3;
}
