using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>What becomes of a request for keys where a key server has no access list.</summary>
public enum AdmissionOutcome
{
    /// <summary>The party may have what it asks for.</summary>
    Admitted,

    /// <summary>The directory does not answer, but has let the party have it before.</summary>
    AdmittedBefore,

    /// <summary>It shows nothing.</summary>
    Missing,

    /// <summary>What it shows cannot be read, or names keys that are never given.</summary>
    Malformed,

    /// <summary>The algorithm is not ES256: <c>none</c> or another one.</summary>
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

    /// <summary>A certificate without a signature of the request.</summary>
    NoProof,

    /// <summary>A certificate whose key has not signed the request.</summary>
    WrongProof,

    /// <summary>The directory does not know the party.</summary>
    UnknownParty,

    /// <summary>The party has left.</summary>
    Withdrawn,

    /// <summary>The directory does not answer.</summary>
    DirectoryUnreachable,

    /// <summary>Too many requests wait to be looked at: the party asks again.</summary>
    Overload,
}

/// <summary>Outcomes of what is looked at in two places.</summary>
internal static class AdmissionOutcomes
{
    /// <summary>The outcome of a token or a certificate.</summary>
    public static AdmissionOutcome Of(CredentialVerdict verdict) => verdict switch
    {
        CredentialVerdict.Accepted => AdmissionOutcome.Admitted,
        CredentialVerdict.AlgorithmNotAllowed => AdmissionOutcome.AlgorithmNotAllowed,
        CredentialVerdict.UnknownKey => AdmissionOutcome.UnknownKey,
        CredentialVerdict.WrongSignature => AdmissionOutcome.WrongSignature,
        CredentialVerdict.WrongIssuer => AdmissionOutcome.WrongIssuer,
        CredentialVerdict.WrongAudience => AdmissionOutcome.WrongAudience,
        CredentialVerdict.OtherParty => AdmissionOutcome.OtherParty,
        CredentialVerdict.Expired => AdmissionOutcome.Expired,
        CredentialVerdict.NotYetValid => AdmissionOutcome.NotYetValid,
        CredentialVerdict.NoProof => AdmissionOutcome.NoProof,
        CredentialVerdict.WrongProof => AdmissionOutcome.WrongProof,
        _ => AdmissionOutcome.Malformed,
    };

    /// <summary>The outcome of a question to the directory.</summary>
    public static AdmissionOutcome Of(DirectoryStatus status) => status switch
    {
        DirectoryStatus.Granted => AdmissionOutcome.Admitted,
        DirectoryStatus.Unknown => AdmissionOutcome.UnknownParty,
        _ => AdmissionOutcome.Withdrawn,
    };
}
