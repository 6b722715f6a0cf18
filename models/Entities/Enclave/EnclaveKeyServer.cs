using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>
/// The key server of an enclave: gets the pair keys of its enclave from the organisation key server or by exchanges
/// with those of other enclaves, at the start or when somebody needs one, and gives each party of the enclave what the
/// access list says, or else its token, its certificate or the directory: a server its own keys, an intermediate the
/// pair keys.
/// </summary>
public sealed class EnclaveKeyServer : IKeyReceiver, INodeObserver
{
    private const int WaitingMax = 1_024; // ours: requests that wait for keys of pairs

    private readonly KeyPort _port;
    private readonly EnclaveHierarchy _hierarchy;
    private readonly ushort _enclave;
    private readonly KeyServerMeasures _measures;
    private readonly IPairKeySource _upward;
    private readonly IKeyAdmission? _admission; // null for the access list
    private readonly Dictionary<IpAddress, Access> _parties = []; // the access list, or those who are admitted
    private readonly HashSet<IpAddress> _left = []; // those whom only an admission could let in again
    private readonly Dictionary<IpAddress, Monitor> _monitors = [];
    private readonly RandomStream _vectors;
    private readonly List<(IpAddress Party, KeyRequest Request, MeasurementTag Tag)> _waiting = [];
    private readonly SortedSet<ushort> _peers = [];
    private readonly List<IpAddress> _asked = [];

    /// <summary>A key server.</summary>
    /// <param name="port">Its way to others.</param>
    /// <param name="hierarchy">The tree of keys.</param>
    /// <param name="enclave">Its enclave.</param>
    /// <param name="upward">Gets the keys of pairs: from the organisation key server, or from those of other enclaves.
    /// </param>
    /// <param name="measures">What is measured of it.</param>
    /// <param name="admission">How it finds out what a party may have; null for the access list.</param>
    public EnclaveKeyServer(
        KeyPort port,
        EnclaveHierarchy hierarchy,
        ushort enclave,
        IPairKeySource upward,
        KeyServerMeasures measures,
        IKeyAdmission? admission = null)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(upward);
        (_port, _hierarchy, _enclave, _upward, _measures) = (port, hierarchy, enclave, upward, measures);
        _admission = admission;
        _vectors = port.Node.Simulation.Random($"{port.Node.Id}/sealed-key");
        upward.Provisioned = Provisioned;
        port.Use(this);
        port.Node.Observe(this);
    }

    /// <summary>Its address.</summary>
    public IpAddress Address => _port.Address;

    /// <summary>A party is put into the access list: a server, which may have its own keys, or an intermediate.
    /// </summary>
    /// <param name="party">Its address.</param>
    /// <param name="id">Number of the server within its enclave; 0 for an intermediate.</param>
    /// <param name="depth">Depth of the keys that it is trusted with: those of pairs, or its own.</param>
    /// <param name="onlyVerifies">True if it has, of two trees, the keys for authentication alone.</param>
    public void Register(IpAddress party, uint id, int depth, bool onlyVerifies = false) =>
        _parties[party] = new Access(new KeyGrant(id, (byte)depth, onlyVerifies), SimTime.Max);

    /// <summary>A party leaves the enclave: it is given nothing any more.</summary>
    /// <param name="party">Its address.</param>
    public void Remove(IpAddress party)
    {
        Forget(party);
        _monitors.Remove(party);
        _left.Add(party);
    }

    /// <summary>An intermediate may have keys that servers ask for on its behalf.</summary>
    /// <param name="intermediate">Its address.</param>
    /// <param name="depth">Depth of the keys that it is trusted with: those of pairs, or those of servers that ask.
    /// </param>
    /// <param name="sealer">Seals them for it.</param>
    /// <param name="onlyVerifies">True if it has, of two trees, the keys for authentication alone.</param>
    public void Allow(IpAddress intermediate, int depth, KeySealer sealer, bool onlyVerifies = false) =>
        _monitors[intermediate] = new Monitor(new KeyGrant(0, (byte)depth, onlyVerifies), sealer);

    /// <summary>An enclave whose pair with this one may be asked for.</summary>
    /// <param name="peer">The enclave.</param>
    public void AddPeer(ushort peer) => _peers.Add(peer);

    /// <inheritdoc/>
    void IKeyReceiver.Receive(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (_upward.TryTake(from, message, tag) || _admission?.TryTake(from, message, tag) == true)
        {
            return;
        }

        if (MonitorKeyRequest.TryDecode(message, out MonitorKeyRequest monitor, out _))
        {
            ServeMonitor(from, monitor, tag);
        }
        else if (!KeyRequest.TryDecode(message, out KeyRequest request, out _))
        {
            _measures.Refused.Count(KeyRefusal.Malformed);
        }
        else if (request.Enclave != _enclave || (_admission is null && !_parties.ContainsKey(from)))
        {
            _measures.Refused.Count(KeyRefusal.NotAuthorised);
            Refuse(from, request.Id, KeyStatus.Denied, tag);
        }
        else if (_admission is not null)
        {
            _ = _port.Node.Start(Admit(_admission, from, request, tag));
        }
        else
        {
            Take(from, request, tag);
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _waiting.Clear();
        _asked.Clear();
        if (_admission is not null)
        {
            _parties.Clear();
        }
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // its own keys come again by the way upward; parties ask again
    }

    // Nothing of a party is kept before it is admitted.
    private async Process Admit(IKeyAdmission admission, IpAddress party, KeyRequest request, MeasurementTag tag)
    {
        AdmissionVerdict verdict = await admission.Decide(party, request, tag);
        AdmissionOutcome outcome = !verdict.IsAdmitted ? verdict.Outcome
            : _left.Contains(party) ? AdmissionOutcome.Withdrawn
            : IsGiven(verdict.Grant.Depth) ? verdict.Outcome
            : AdmissionOutcome.Malformed;
        admission.Outcomes.Count(outcome);
        switch (outcome)
        {
            case AdmissionOutcome.Admitted or AdmissionOutcome.AdmittedBefore:
                _parties[party] = new Access(verdict.Grant, verdict.Until);
                Take(party, request, verdict.Tag);
                return;
            case AdmissionOutcome.Withdrawn or AdmissionOutcome.UnknownParty:
                Forget(party);
                break;
            case AdmissionOutcome.Overload:
                return; // it asks again
            default:
                break; // whatever it had shown before still holds
        }

        if (request.Id != 0)
        {
            Refuse(party, request.Id, KeyStatus.Denied, verdict.Tag);
        }
    }

    // Keys of pairs or those of servers; where there are sub-enclaves, which it does not know, those of pairs alone.
    private bool IsGiven(int depth) =>
        depth == 1 || (depth == _hierarchy.ServerDepth && _hierarchy.HasServerLevel && _hierarchy.SubLevelCount == 0);

    private bool IsAdmitted(IpAddress party) =>
        _parties.TryGetValue(party, out Access access) && access.Until > _port.Node.Simulation.Now;

    private void Forget(IpAddress party)
    {
        _parties.Remove(party);
        _asked.Remove(party);
    }

    private void Take(IpAddress party, in KeyRequest request, in MeasurementTag tag)
    {
        if (request.Peer != 0 && !_peers.Contains(request.Peer))
        {
            _measures.Refused.Count(KeyRefusal.UnknownEnclave);
            Refuse(party, request.Id, KeyStatus.UnknownEnclave, tag);
        }
        else
        {
            Serve(party, request, tag);
        }
    }

    private void Serve(IpAddress party, in KeyRequest request, in MeasurementTag tag)
    {
        if (!_asked.Contains(party))
        {
            _asked.Add(party);
        }

        if (Has(request.Peer))
        {
            Answer(party, request.Id, request.Peer, tag);
        }
        else if (_waiting.Count < WaitingMax)
        {
            _waiting.Add((party, request, tag));
            _upward.Require(request.Peer);
        }
        else
        {
            _measures.Refused.Count(KeyRefusal.Overload);
        }
    }

    // A key that is not there yet is asked for, and the server asks again.
    private void ServeMonitor(IpAddress server, in MonitorKeyRequest request, in MeasurementTag tag)
    {
        IpAddress intermediate = EnclaveControl.AddressOf(request.Intermediate, request.IsV6);
        if (!IsAdmitted(server) || request.Enclave != _enclave
            || !_monitors.TryGetValue(intermediate, out Monitor monitor))
        {
            _measures.Refused.Count(KeyRefusal.NotAuthorised);
            AnswerMonitor(server, new MonitorKeyAnswer(request.Id, KeyStatus.Denied, default), tag);
        }
        else if (!_peers.Contains(request.Peer))
        {
            _measures.Refused.Count(KeyRefusal.UnknownEnclave);
            AnswerMonitor(server, new MonitorKeyAnswer(request.Id, KeyStatus.UnknownEnclave, default), tag);
        }
        else if (!Has(request.Peer))
        {
            _upward.Require(request.Peer);
        }
        else
        {
            List<ProvisionedKey> keys = KeysOf(
                request.Peer, monitor.Grant with { Server = _parties[server].Grant.Server });
            byte wire = (byte)(_upward.Epoch % DerivationInformation.EpochCount);
            var given = new KeyAnswer(0, KeyStatus.Granted, wire, true, [.. keys]);
            byte[] octets = new byte[given.EncodedSize];
            given.Encode(octets);
            SealedKey key = monitor.Sealer.Seal(
                SealedContents.HigherKey, intermediate, _vectors.NextBits(), octets);
            AnswerMonitor(server, new MonitorKeyAnswer(request.Id, KeyStatus.Granted, key), tag);
        }
    }

    private void AnswerMonitor(IpAddress to, in MonitorKeyAnswer answer, in MeasurementTag tag)
    {
        _measures.Messages.Add();
        _port.Send(to, answer, EnclaveLabels.MonitorKeyAnswer, tag);
    }

    // Of all pairs: as many as there are; of one pair: that one, in every order.
    private bool Has(ushort peer)
    {
        IEnumerable<ushort> peers = peer == 0 ? _peers : [peer];
        foreach (ushort other in peers)
        {
            foreach (EnclavePair pair in OrganisationKeyServer.PairsOf(_hierarchy, _enclave, other))
            {
                foreach (KeyUse use in _hierarchy.Uses)
                {
                    if (!_upward.Ring.TryFindNearest(
                        _upward.Epoch, new EnclavePath(pair, 0, 0), out _, out _, use))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private void Answer(IpAddress party, uint id, ushort peer, in MeasurementTag tag)
    {
        OrganisationKeyServer.Answer(
            _port, _measures, party, id, _upward.Epoch, KeysOf(peer, _parties[party].Grant), tag);
    }

    private List<ProvisionedKey> KeysOf(ushort peer, in KeyGrant grant)
    {
        var keys = new List<ProvisionedKey>();
        IEnumerable<ushort> peers = peer == 0 ? _peers : [peer];
        foreach (ushort other in peers)
        {
            foreach (EnclavePair pair in OrganisationKeyServer.PairsOf(_hierarchy, _enclave, other))
            {
                foreach (KeyUse use in _hierarchy.Uses)
                {
                    if (use != KeyUse.Encryption || !grant.OnlyVerifies)
                    {
                        keys.Add(KeyOf(pair, grant, use));
                    }
                }
            }
        }

        return keys;
    }

    private ProvisionedKey KeyOf(EnclavePair pair, in KeyGrant grant, KeyUse use)
    {
        EnclavePath path = _hierarchy.Cut(new EnclavePath(pair, grant.Server, 0), grant.Depth);
        _upward.Ring.TryFindNearest(_upward.Epoch, path, out Key256 key, out int held, use);
        Key256 given = _hierarchy.Derive(key, held, grant.Depth, path, use);
        return new ProvisionedKey(grant.Depth, pair, path.Server, given, use);
    }

    // Keys have come: those who wait for them get theirs, and after a new epoch all who have asked before.
    private void Provisioned(bool isNewEpoch, in MeasurementTag tag)
    {
        for (int index = 0; index < _waiting.Count;)
        {
            (IpAddress party, KeyRequest request, MeasurementTag asked) = _waiting[index];
            bool isAdmitted = IsAdmitted(party);
            if (isAdmitted && !Has(request.Peer))
            {
                index++;
                continue;
            }

            _waiting.RemoveAt(index);
            if (isAdmitted) // and not since then too late, or gone
            {
                Answer(party, request.Id, request.Peer, asked);
            }
        }

        if (isNewEpoch)
        {
            GiveAgain(tag);
        }
    }

    private void GiveAgain(in MeasurementTag tag)
    {
        foreach (IpAddress party in (IpAddress[])[.. _asked])
        {
            if (_admission is { IsAskedAgain: true })
            {
                _ = _port.Node.Start(Admit(_admission, party, new KeyRequest(0, _enclave, 0), tag));
            }
            else if (IsAdmitted(party))
            {
                Answer(party, 0, 0, tag);
            }
            else
            {
                _admission?.Outcomes.Count(AdmissionOutcome.Expired);
                Forget(party);
            }
        }
    }

    private void Refuse(IpAddress to, uint id, KeyStatus status, in MeasurementTag tag)
    {
        _measures.Messages.Add();
        _port.Send(to, new KeyAnswer(id, status, 0, true, []), EnclaveLabels.KeyAnswer, tag);
    }

    private readonly record struct Access(KeyGrant Grant, SimTime Until);

    private readonly record struct Monitor(KeyGrant Grant, KeySealer Sealer);
}
