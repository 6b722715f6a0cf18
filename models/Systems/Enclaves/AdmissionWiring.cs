using System.Collections.Generic;
using System.Linq;
using System.Text;
using Simulator.Entities;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>A party of an enclave that asks a key server.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Member">The member.</param>
/// <param name="Client">Its way to its key server.</param>
/// <param name="Address">Its address.</param>
internal sealed record EnclaveParty(NodeGroup Group, NodeId Member, KeyClient Client, IpAddress Address)
{
    /// <summary>Its name.</summary>
    public string Name => Member.ToString();

    /// <summary>Its name in messages.</summary>
    public Octets NameOctets => new(Encoding.ASCII.GetBytes(Name));
}

/// <summary>How the key servers of a replication find out what parties may have, and what parties show them.</summary>
internal sealed class AdmissionWiring(SystemRun run)
{
    /// <summary>What the counters of admissions count.</summary>
    public const string Meaning = "Requests for keys at key servers without an access list, by what became of them";

    private readonly Dictionary<Node, Entrance> _entrances = []; // by key server
    private CredentialIssuer? _issuer; // of whoever needs one
    private PartyDirectory? _directory;
    private IpAddress _directoryAddress;

    private CredentialIssuer Issuer => _issuer ??= new CredentialIssuer(run);

    /// <summary>How the members of a group of key servers find it out.</summary>
    public static AdmissionWay WayOf(NodeGroup group) =>
        group.Settings.Choice<AdmissionWay>(EnclavesKeys.AuthenticatesBy);

    /// <summary>The directory of the organisation; null if no key server asks it.</summary>
    public PartyDirectory? AddDirectory(NodeId organisation, KeyPort port, KeyServerMeasures measures)
    {
        bool isAsked = run.Scenario.GroupsOf(EnclavesDescription.KeyServerRole)
            .Any(group => WayOf(group) == AdmissionWay.Directory);
        _directory = isAsked ? new PartyDirectory(port, run.ProcessorOf(organisation), measures) : null;
        _directoryAddress = port.Address;
        return _directory;
    }

    /// <summary>How a key server finds out what parties may have; null if its access list says it.</summary>
    public IKeyAdmission? AddKeyServer(
        NodeGroup group, NodeId member, KeyPort port, ushort enclave, KeyServerMeasures measures, string entity)
    {
        AdmissionWay way = WayOf(group) == AdmissionWay.Directory && _directory is null
            ? AdmissionWay.List // a baseline without an organisation
            : WayOf(group);
        var entrance = new Entrance(way, member.ToString(), enclave);
        _entrances.Add(run.NodeOf(member), entrance);
        if (way == AdmissionWay.List)
        {
            return null;
        }

        var outcomes = new ReasonCounters<AdmissionOutcome>(run.Metrics, "admission", entity, Meaning);
        CredentialNames names = CredentialIssuer.NamesFor(entrance.Name, entrance.Parties);
        return way switch
        {
            AdmissionWay.Token => new TokenAdmission(
                run.ProcessorOf(member), Issuer.TokenKey, names, outcomes),
            AdmissionWay.Certificate => new CertificateAdmission(
                run.ProcessorOf(member), Issuer.CertificateKey, names, outcomes),
            _ => AskDirectory(group, entrance, port, measures, outcomes),
        };
    }

    private DirectoryAdmission AskDirectory(
        NodeGroup group, Entrance entrance, KeyPort port, KeyServerMeasures measures,
        ReasonCounters<AdmissionOutcome> outcomes)
    {
        _directory!.AddKeyServer(port.Address, entrance.Enclave);
        var options = new DirectoryOptions
        {
            Enclave = entrance.Enclave,
            Timeout = group.Settings.Time(EnclavesKeys.DirectoryTimeout),
            AttemptMax = run.Scenario.Options.Count(EnclavesKeys.KeyAttempts),
            UsesLastAnswer = group.Settings.Word(EnclavesKeys.WithoutDirectory) == EnclavesKeys.LastAnswer,
        };
        return new DirectoryAdmission(port, _directoryAddress, options, entrance.Parties, measures, outcomes);
    }

    /// <summary>A party has an association with a key server.</summary>
    public void Introduce(EnclaveParty party, Node keyServer) =>
        _entrances[keyServer].Parties.Add(party.Address, party.Name);

    /// <summary>A party joins its enclave: it is put into a list or a directory, or is given something to show.
    /// </summary>
    /// <param name="party">The party.</param>
    /// <param name="node">The node of its key server.</param>
    /// <param name="keyServer">Its key server.</param>
    /// <param name="grant">What it may have; null for nothing.</param>
    public void Enrol(EnclaveParty party, Node node, EnclaveKeyServer keyServer, KeyGrant? grant)
    {
        if (grant is not { } granted)
        {
            return;
        }

        Entrance entrance = _entrances[node];
        CredentialState state = EnclavesOptions.CredentialOf(party.Group, party.Member.Index);
        bool isRight = state is CredentialState.Good or CredentialState.Withdrawn;
        switch (entrance.Way)
        {
            case AdmissionWay.List when isRight:
                keyServer.Register(party.Address, granted.Server, granted.Depth, granted.OnlyVerifies);
                break;
            case AdmissionWay.Token:
                party.Client.Credential = Issuer.Token(party.Name, entrance.Name, granted, state);
                break;
            case AdmissionWay.Certificate:
                party.Client.Credential = Issuer.Certificate(
                    party.Name, granted, state, run.ProcessorOf(party.Member));
                break;
            case AdmissionWay.Directory when isRight:
                _directory!.Add(party.NameOctets, entrance.Enclave, granted);
                break;
            default:
                break; // nobody knows it
        }

        if (state == CredentialState.Withdrawn)
        {
            Withdraw(party, keyServer);
        }
    }

    /// <summary>A party has left its enclave, or was withdrawn.</summary>
    public void Withdraw(EnclaveParty party, EnclaveKeyServer keyServer)
    {
        keyServer.Remove(party.Address);
        _directory?.Withdraw(party.NameOctets);
    }

    // What parties find at a key server.
    private sealed record Entrance(AdmissionWay Way, string Name, ushort Enclave)
    {
        public Dictionary<IpAddress, string> Parties { get; } = [];
    }
}
