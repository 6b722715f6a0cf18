using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Jose;

namespace Simulator.Entities;

/// <summary>By whom credentials are issued, and for whom.</summary>
/// <param name="Issuer">Name of the organisation.</param>
/// <param name="KeyServer">Name of the key server that takes them.</param>
/// <param name="Parties">Names of those with whom it has associations, by address.</param>
public sealed record CredentialNames(
    string Issuer, string KeyServer, IReadOnlyDictionary<IpAddress, string> Parties)
{
    internal CredentialExpectation Expect(IpAddress party, SimTime now) =>
        new(Issuer, KeyServer, Parties.GetValueOrDefault(party), PartyClock.SecondsAt(now));
}

/// <summary>A party may have what the token says that comes with its request, until the token expires.</summary>
/// <param name="processor">The key server's, which verifies signatures.</param>
/// <param name="key">The organisation's key.</param>
/// <param name="names">Who issues tokens, and for whom.</param>
/// <param name="outcomes">Counts what becomes of requests.</param>
public sealed class TokenAdmission(
    Processor processor, JsonWebKey key, CredentialNames names, ReasonCounters<AdmissionOutcome> outcomes)
    : IKeyAdmission
{
    private readonly Work _verify = Work.Of(processor.Find(Operations.EcdsaP256Verify.Name));

    /// <inheritdoc/>
    public bool IsAskedAgain => false;

    /// <inheritdoc/>
    public ReasonCounters<AdmissionOutcome> Outcomes => outcomes;

    /// <inheritdoc/>
    public async Process<AdmissionVerdict> Decide(IpAddress party, KeyRequest request, MeasurementTag tag)
    {
        if (request.Credential.Kind != CredentialKind.Token)
        {
            return AdmissionVerdict.Refused(AdmissionOutcome.Missing, tag);
        }

        CredentialVerdict verdict = KeyTokenValidation.Inspect(request.Credential.Octets.Span, key);
        if (verdict != CredentialVerdict.Accepted)
        {
            return AdmissionVerdict.Refused(AdmissionOutcomes.Of(verdict), tag);
        }

        Execution execution = await processor.Execute(_verify, tag);
        if (!execution.IsDone)
        {
            return AdmissionVerdict.Refused(AdmissionOutcome.Overload, tag);
        }

        CredentialExpectation expected = names.Expect(party, processor.Node.Simulation.Now);
        verdict = KeyTokenValidation.Validate(
            request.Credential.Octets.Span, key, expected, out KeyToken? token);
        return token is null
            ? AdmissionVerdict.Refused(AdmissionOutcomes.Of(verdict), execution.Tag)
            : new AdmissionVerdict(
                AdmissionOutcome.Admitted, token.Grant, PartyClock.TimeOf(token.ExpiresAt), execution.Tag);
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag) => false;
}
