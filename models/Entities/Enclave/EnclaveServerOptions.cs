namespace Simulator.Entities;

/// <summary>A server of an enclave.</summary>
public sealed record EnclaveServerOptions
{
    /// <summary>Identifier of its enclave.</summary>
    public ushort Enclave { get; init; }

    /// <summary>Its identifier within the enclave.</summary>
    public uint Id { get; init; }

    /// <summary>From what it makes identifiers of SAs.</summary>
    public SaIdentifierKind Identifiers { get; init; }

    /// <summary>Octets of the datagram with which it answers each that it gets; 0 for no answer.</summary>
    public int ReplySize { get; init; }
}
