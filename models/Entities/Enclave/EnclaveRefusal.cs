namespace Simulator.Entities;

/// <summary>Why a host does not take, or does not send, a protected packet.</summary>
public enum EnclaveRefusal
{
    /// <summary>It is no ESP packet, or what it protects is no datagram of this host.</summary>
    Malformed,

    /// <summary>No SA has its SPI.</summary>
    UnknownSa,

    /// <summary>It has come before, or is older than the window.</summary>
    Replayed,

    /// <summary>It carries other derivation information than its SA has.</summary>
    TamperedInformation,

    /// <summary>It is not authentic.</summary>
    BadIntegrity,

    /// <summary>The queue of the card was full.</summary>
    NicFull,

    /// <summary>The queue of the processor was full.</summary>
    HostFull,

    /// <summary>The first link has no room for it, or the tunnel none for what a host behind this gateway has sent: the
    /// host was told (RFC 4301 §8.2.1).</summary>
    TooBig,

    /// <summary>The sequence numbers of the SA are used up (RFC 4303 §3.3.3).</summary>
    SequenceExhausted,

    /// <summary>A packet of a host behind a gateway, or one inside a tunnel, that no policy lets pass (RFC 4301 §4.4.1,
    /// §5.2).</summary>
    OutsidePolicy,

    /// <summary>A drawn SA identifier was taken: another was drawn.</summary>
    SpiCollision,
}
