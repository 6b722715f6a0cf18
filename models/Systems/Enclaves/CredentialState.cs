using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;

namespace Simulator.Systems;

/// <summary>How the key server of an enclave finds out what a party may have.</summary>
internal enum AdmissionWay
{
    /// <summary>From its own access list.</summary>
    List,

    /// <summary>From a token of the organisation, which comes with each request.</summary>
    Token,

    /// <summary>From a certificate of the organisation, which comes with each request.</summary>
    Certificate,

    /// <summary>From the directory of the organisation, which it asks.</summary>
    Directory,
}

/// <summary>What a party shows its key server, or is in the directory.</summary>
internal enum CredentialState
{
    /// <summary>Nothing is wrong.</summary>
    Good,

    /// <summary>There is nothing.</summary>
    None,

    /// <summary>It cannot be read.</summary>
    Malformed,

    /// <summary>A token that says it needs no signature.</summary>
    Unsigned,

    /// <summary>A token authenticated with the organisation's public key, as if that were a secret.</summary>
    OtherAlgorithm,

    /// <summary>Signed by somebody who is not the organisation, in its name.</summary>
    Forged,

    /// <summary>It says that somebody else has issued it.</summary>
    OtherIssuer,

    /// <summary>A token for another key server.</summary>
    OtherAudience,

    /// <summary>It belongs to another party.</summary>
    OtherParty,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>A certificate, but nothing that shows that its key is the party's.</summary>
    NoProof,

    /// <summary>A certificate, but the request is signed with another key.</summary>
    OtherKey,

    /// <summary>It is right, but the party was withdrawn since.</summary>
    Withdrawn,
}

/// <summary>Words for what parties show.</summary>
internal static class CredentialStates
{
    /// <summary>The words of a scenario.</summary>
    public static IEnumerable<string> Words =>
        Enum.GetValues<CredentialState>().Select(ReasonCounters<CredentialState>.WordOf);

    /// <summary>The meaning of a word.</summary>
    /// <param name="word">One of <see cref="Words"/>.</param>
    public static CredentialState Parse(string word) =>
        Enum.GetValues<CredentialState>().First(state => ReasonCounters<CredentialState>.WordOf(state) == word);
}
