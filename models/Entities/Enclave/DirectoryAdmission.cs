using System;
using System.Collections.Generic;
using System.Text;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>How a key server asks the directory of the organisation.</summary>
public sealed record DirectoryOptions
{
    /// <summary>Enclave of the key server.</summary>
    public ushort Enclave { get; init; }

    /// <summary>Wait for an answer.</summary>
    public SimTime Timeout { get; init; } = SimTime.FromMilliseconds(100);

    /// <summary>Questions about one request at most.</summary>
    public int AttemptMax { get; init; } = 4;

    /// <summary>True if what the directory has let a party have before holds while it does not answer.</summary>
    public bool UsesLastAnswer { get; init; }
}

/// <summary>A party may have what the directory of the organisation says, which is asked before every answer.</summary>
public sealed class DirectoryAdmission : IKeyAdmission, INodeObserver
{
    private const int OpenMax = 4_096; // ours: more than the parties of an enclave, all of which a new epoch asks for

    private readonly KeyPort _port;
    private readonly IpAddress _directory;
    private readonly DirectoryOptions _options;
    private readonly IReadOnlyDictionary<IpAddress, string> _parties;
    private readonly KeyServerMeasures _measures;
    private readonly Dictionary<uint, Mailbox<(DirectoryAnswer Answer, MeasurementTag Tag)>> _open = [];
    private readonly Dictionary<IpAddress, KeyGrant> _last = []; // what it has said of each party
    private uint _questionCount;

    /// <summary>A key server's way to the directory.</summary>
    /// <param name="port">Its way to others.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="options">How it asks.</param>
    /// <param name="parties">Names of those with whom it has associations, by address.</param>
    /// <param name="measures">What is measured of the key server.</param>
    /// <param name="outcomes">Counts what becomes of requests.</param>
    public DirectoryAdmission(
        KeyPort port,
        IpAddress directory,
        DirectoryOptions options,
        IReadOnlyDictionary<IpAddress, string> parties,
        KeyServerMeasures measures,
        ReasonCounters<AdmissionOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(port);
        (_port, _directory, _options, _parties) = (port, directory, options, parties);
        (_measures, Outcomes) = (measures, outcomes);
        port.Node.Observe(this);
    }

    /// <inheritdoc/>
    public bool IsAskedAgain => true;

    /// <inheritdoc/>
    public ReasonCounters<AdmissionOutcome> Outcomes { get; }

    // KEY SERVER -> ORGANISATION  DIRECTORY QUESTION;  ORGANISATION -> KEY SERVER  DIRECTORY ANSWER

    /// <inheritdoc/>
    public async Process<AdmissionVerdict> Decide(IpAddress party, KeyRequest request, MeasurementTag tag)
    {
        if (_open.Count == OpenMax)
        {
            return AdmissionVerdict.Refused(AdmissionOutcome.Overload, tag);
        }

        if (!_parties.TryGetValue(party, out string? name))
        {
            return AdmissionVerdict.Refused(AdmissionOutcome.UnknownParty, tag);
        }

        var octets = new Octets(Encoding.ASCII.GetBytes(name));
        for (int attempt = 0; attempt < _options.AttemptMax; attempt++)
        {
            var answers = new Mailbox<(DirectoryAnswer Answer, MeasurementTag Tag)>(_port.Node.Simulation);
            uint id = ++_questionCount;
            _open.Add(id, answers);
            _measures.Messages.Add();
            var question = new DirectoryQuestion(id, _options.Enclave, octets);
            _port.Send(_directory, question, EnclaveLabels.DirectoryQuestion, tag);
            Received<(DirectoryAnswer Answer, MeasurementTag Tag)> received = await answers.Receive(_options.Timeout);
            _open.Remove(id);
            if (received.HasItem)
            {
                return Conclude(party, received.Item.Answer, received.Item.Tag);
            }
        }

        return _options.UsesLastAnswer && _last.TryGetValue(party, out KeyGrant last)
            ? new AdmissionVerdict(AdmissionOutcome.AdmittedBefore, last, SimTime.Max, tag)
            : AdmissionVerdict.Refused(AdmissionOutcome.DirectoryUnreachable, tag);
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (from != _directory || !DirectoryAnswer.TryDecode(message, out DirectoryAnswer answer, out _))
        {
            return false;
        }

        if (_open.Remove(answer.Id, out Mailbox<(DirectoryAnswer, MeasurementTag)>? waiting))
        {
            waiting.Put((answer, tag));
        }

        return true;
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _open.Clear();
        _last.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // parties ask again
    }

    private AdmissionVerdict Conclude(IpAddress party, in DirectoryAnswer answer, in MeasurementTag tag)
    {
        AdmissionOutcome outcome = AdmissionOutcomes.Of(answer.Status);
        if (outcome == AdmissionOutcome.Admitted)
        {
            _last[party] = answer.Grant;
        }
        else
        {
            _last.Remove(party);
        }

        return new AdmissionVerdict(outcome, answer.Grant, SimTime.Max, tag);
    }
}
