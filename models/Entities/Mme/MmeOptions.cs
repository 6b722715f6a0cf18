using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an MME is configured with.</summary>
public sealed record MmeOptions
{
    /// <summary>The network that it belongs to.</summary>
    public PlmnId Plmn { get; init; } = PlmnId.FromDigits("001", "01");

    /// <summary>MME group identity (TS 23.003 §2.8.1); from 0x8000 on, as in a network that has no SGSNs.</summary>
    public ushort GroupId { get; init; } = 0x8000;

    /// <summary>MME code: which MME of the group it is (TS 23.003 §2.8.1).</summary>
    public byte Code { get; init; }

    /// <summary>Tracking areas that it serves; an eNB must have one of them.</summary>
    public IReadOnlyList<ushort> TrackingAreas { get; init; } = [1];

    /// <summary>MME name in S1 SETUP RESPONSE; none if null (TS 36.413 §8.7.3.2).</summary>
    public NodeName? Name { get; init; }

    /// <summary>Relative MME capacity, 0 to 255 (TS 36.413 §9.2.3.17).</summary>
    public byte RelativeCapacity { get; init; } = 255;

    /// <summary>Time that a refused eNB waits (TS 36.413 §9.2.1.61; ours: 10 s).</summary>
    public TimeToWait SetupTimeToWait { get; init; } = TimeToWait.V10S;

    /// <summary>NAS integrity algorithms, the most wanted first; the first one that the UE has is taken.</summary>
    public IReadOnlyList<IntegrityAlgorithm> Integrity { get; init; } = [IntegrityAlgorithm.Eia2];

    /// <summary>NAS ciphering algorithms, the most wanted first; the first one that the UE has is taken.</summary>
    public IReadOnlyList<CipheringAlgorithm> Ciphering { get; init; } = [CipheringAlgorithm.Eea0];

    /// <summary>True if a stored native context whose MAC fits spares authentication (TS 24.301 §5.5.1.2.3).</summary>
    public bool TrustsStoredContext { get; init; } = true;

    /// <summary>
    /// True if a UE is asked for its IMEISV in SECURITY MODE COMMAND (TS 24.301 §5.4.3.2); it is not used.
    /// </summary>
    public bool AsksForImeisv { get; init; }

    /// <summary>T3422 of DETACH REQUEST (TS 24.301 table 10.2.2).</summary>
    public SimTime T3422 { get; init; } = SimTime.FromSeconds(6);

    /// <summary>T3450 of ATTACH ACCEPT (TS 24.301 table 10.2.2).</summary>
    public SimTime T3450 { get; init; } = SimTime.FromSeconds(6);

    /// <summary>T3460 of AUTHENTICATION REQUEST and SECURITY MODE COMMAND (TS 24.301 table 10.2.2).</summary>
    public SimTime T3460 { get; init; } = SimTime.FromSeconds(6);

    /// <summary>T3470 of IDENTITY REQUEST (TS 24.301 table 10.2.2).</summary>
    public SimTime T3470 { get; init; } = SimTime.FromSeconds(6);

    /// <summary>Retransmissions of a request; the next expiry aborts (TS 24.301: four, the fifth aborts).</summary>
    public int RetransmissionMax { get; init; } = 4;

    /// <summary>
    /// T3412, the period of tracking area updates that a UE is told, in seconds (TS 24.301 table 10.2.1).
    /// </summary>
    public int T3412Seconds { get; init; } = 54 * 60;

    /// <summary>
    /// Requests that wait at the processor; with more, a new attach is rejected with congestion. Null: never
    /// (TS 24.301 §5.3.9).
    /// </summary>
    public int? Congestion { get; init; }

    /// <summary>T3346, the back-off of a UE that was rejected with congestion, in seconds (ours: 30 s).</summary>
    public int T3346Seconds { get; init; } = 30;

    /// <summary>Subscribers that are kept at most (ours).</summary>
    public int ContextsMax { get; init; } = 1_000_000;

    /// <summary>Logical S1 connections at most, those being released included (ours).</summary>
    public int ConnectionsMax { get; init; } = 1_000_000;

    /// <summary>Where the UEs' IPv4 addresses are from.</summary>
    public IpPrefix AddressPool { get; init; } = IpPrefix.Parse("10.64.0.0/10");

    /// <summary>Access point name of the default bearer.</summary>
    public AccessPointName AccessPointName { get; init; } = AccessPointName.Parse("internet");

    /// <summary>QoS class of the default bearer (TS 23.203 table 6.1.7-A; 9: the default).</summary>
    public byte Qci { get; init; } = 9;

    /// <summary>Priority level of the default bearer's allocation and retention (TS 29.212 §5.3.45; ours: 8).</summary>
    public byte PriorityLevel { get; init; } = 8;

    /// <summary>Bit rate of a subscriber whose subscription names none, in bit/s (ours).</summary>
    public Ambr Ambr { get; init; } = new(Uplink: 500_000_000, Downlink: 1_000_000_000);

    /// <summary>Address of the S-GW that the eNBs are told; nothing is sent there.</summary>
    public IpAddress ServingGateway { get; init; } = IpAddress.FromV4(10, 11, 0, 1);

    /// <summary>First M-TMSI; the following are numbered on. Null: each is drawn at random.</summary>
    public uint? MTmsiFirst { get; init; }

    /// <summary>SCTP at port 36412; the defaults if null.</summary>
    public SctpOptions? Sctp { get; init; }
}
