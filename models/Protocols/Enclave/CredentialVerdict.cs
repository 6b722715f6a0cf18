namespace Simulator.Protocols.Enclave;

/// <summary>What became of a token or a certificate.</summary>
public enum CredentialVerdict
{
    /// <summary>It is accepted.</summary>
    Accepted,

    /// <summary>It cannot be read, or lacks something.</summary>
    Malformed,

    /// <summary>Its algorithm is not ES256: <c>none</c> or another one.</summary>
    AlgorithmNotAllowed,

    /// <summary>It names another key than that of the organisation.</summary>
    UnknownKey,

    /// <summary>The organisation has not signed it.</summary>
    WrongSignature,

    /// <summary>It says that somebody else has issued it.</summary>
    WrongIssuer,

    /// <summary>It is for another key server.</summary>
    WrongAudience,

    /// <summary>It belongs to another party.</summary>
    OtherParty,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>Nothing shows that the key of the certificate is the party's.</summary>
    NoProof,

    /// <summary>What should show it is not a signature of this request by that key.</summary>
    WrongProof,
}
