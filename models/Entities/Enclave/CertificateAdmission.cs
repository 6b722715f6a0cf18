using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.X509;

namespace Simulator.Entities;

/// <summary>A party may have what the certificate says that comes with its request, if it has signed the request with
/// the key of the certificate, until the certificate expires.</summary>
/// <param name="processor">The key server's, which verifies signatures.</param>
/// <param name="key">The organisation's key.</param>
/// <param name="names">Who issues certificates, and for whom.</param>
/// <param name="outcomes">Counts what becomes of requests.</param>
public sealed class CertificateAdmission(
    Processor processor, EcdsaP256PublicKey key, CredentialNames names, ReasonCounters<AdmissionOutcome> outcomes)
    : IKeyAdmission
{
    private readonly OperationId _verify = processor.Find(Operations.EcdsaP256Verify.Name);

    /// <inheritdoc/>
    public bool IsAskedAgain => false;

    /// <inheritdoc/>
    public ReasonCounters<AdmissionOutcome> Outcomes => outcomes;

    /// <inheritdoc/>
    public async Process<AdmissionVerdict> Decide(IpAddress party, KeyRequest request, MeasurementTag tag)
    {
        if (request.Credential.Kind != CredentialKind.Certificate)
        {
            return AdmissionVerdict.Refused(AdmissionOutcome.Missing, tag);
        }

        CredentialExpectation expected = names.Expect(party, processor.Node.Simulation.Now);
        CredentialVerdict verdict = CertificateValidation.Read(
            request.Credential, key, expected, out Certificate certificate);
        if (verdict != CredentialVerdict.Accepted)
        {
            return AdmissionVerdict.Refused(AdmissionOutcomes.Of(verdict), tag);
        }

        var work = Work.Of(_verify);
        Execution execution = await processor.Execute(
            request.Credential.Proof.IsEmpty ? work : work.And(_verify), tag);
        if (!execution.IsDone)
        {
            return AdmissionVerdict.Refused(AdmissionOutcome.Overload, tag);
        }

        expected = names.Expect(party, processor.Node.Simulation.Now);
        verdict = CertificateValidation.Verify(certificate, request, key, expected, out KeyGrant grant);
        return new AdmissionVerdict(
            AdmissionOutcomes.Of(verdict), grant, PartyClock.TimeOf(certificate.NotAfter + 1), execution.Tag);
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag) => false;
}
