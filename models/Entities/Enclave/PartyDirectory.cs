using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The directory of the organisation: knows every party of its enclaves, and tells the key server of an enclave what
/// one of them may have.
/// </summary>
public sealed class PartyDirectory
{
    private readonly KeyPort _port;
    private readonly Processor _processor;
    private readonly Work _lookup;
    private readonly KeyServerMeasures _measures;
    private readonly Dictionary<IpAddress, ushort> _keyServers = [];
    private readonly Dictionary<Octets, Entry> _parties = [];

    /// <summary>A directory without parties.</summary>
    /// <param name="port">Its way to others.</param>
    /// <param name="processor">What looks parties up.</param>
    /// <param name="measures">What is measured of it.</param>
    public PartyDirectory(KeyPort port, Processor processor, KeyServerMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(processor);
        (_port, _processor, _measures) = (port, processor, measures);
        _lookup = Work.Of(processor.Find(Lookup.Name));
    }

    /// <summary>directory.lookup.</summary>
    public static Operation Lookup { get; } = new(
        "directory.lookup", "Look one party up in the organisation's directory.");

    /// <summary>The key server of an enclave may ask for its parties.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="enclave">Its enclave.</param>
    public void AddKeyServer(IpAddress address, ushort enclave) => _keyServers[address] = enclave;

    /// <summary>A party joins an enclave.</summary>
    /// <param name="party">Its name.</param>
    /// <param name="enclave">The enclave.</param>
    /// <param name="grant">What it may have.</param>
    public void Add(Octets party, ushort enclave, KeyGrant grant) =>
        _parties[party] = new Entry(enclave, grant, DirectoryStatus.Granted);

    /// <summary>A party is in its enclave no more; the directory remembers that it was.</summary>
    /// <param name="party">Its name.</param>
    public void Withdraw(Octets party)
    {
        if (_parties.TryGetValue(party, out Entry entry))
        {
            _parties[party] = entry with { Status = DirectoryStatus.Withdrawn };
        }
    }

    /// <summary>A message has come: true if it was a question.</summary>
    internal bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (!DirectoryQuestion.TryDecode(message, out DirectoryQuestion question, out _))
        {
            return false;
        }

        if (_keyServers.TryGetValue(from, out ushort enclave) && enclave == question.Enclave)
        {
            _ = _port.Node.Start(Answer(from, question, tag));
        }
        else
        {
            _measures.Refused.Count(KeyRefusal.NotAuthorised); // it learns nothing of another enclave
        }

        return true;
    }

    private async Process Answer(IpAddress from, DirectoryQuestion question, MeasurementTag tag)
    {
        Execution execution = await _processor.Execute(_lookup, tag);
        if (!execution.IsDone)
        {
            _measures.Refused.Count(KeyRefusal.Overload); // the key server asks again
            return;
        }

        Entry entry = Find(question);
        _measures.Messages.Add();
        var answer = new DirectoryAnswer(question.Id, entry.Status, entry.Grant);
        _port.Send(from, answer, EnclaveLabels.DirectoryAnswer, execution.Tag);
    }

    private Entry Find(in DirectoryQuestion question) =>
        _parties.TryGetValue(question.Party, out Entry entry) && entry.Enclave == question.Enclave
            ? entry
            : new Entry(question.Enclave, default, DirectoryStatus.Unknown);

    private readonly record struct Entry(ushort Enclave, KeyGrant Grant, DirectoryStatus Status);
}
