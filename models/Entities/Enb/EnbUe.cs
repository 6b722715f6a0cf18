using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.S1ap;

namespace Simulator.Entities;

/// <summary>One UE with an RRC connection: its place at the eNB, at an MME, and the keys between UE and eNB.</summary>
internal sealed class EnbUe(RadioPort port, MmeLink mme, uint id) : Handler
{
    /// <summary>Where the UE is.</summary>
    public RadioPort Port => port;

    /// <summary>The MME that serves it.</summary>
    public MmeLink Mme => mme;

    /// <summary>The eNB's name of it.</summary>
    public EnbUeS1apId Id { get; } = new(id);

    /// <summary>The MME's name of it; null until the MME has answered.</summary>
    public MmeUeS1apId? MmeId { get; set; }

    /// <summary>What the UE said of itself when it asked for the connection.</summary>
    public STmsi? STmsi { get; init; }

    /// <summary>Why it asked.</summary>
    public RrcEstablishmentCause Cause { get; init; }

    /// <summary>True once a NAS message has gone to the MME.</summary>
    public bool IsInitiated { get; set; }

    /// <summary>KRRCint, KRRCenc and KUPenc since the context set-up (TS 33.401 §6.2).</summary>
    public AccessStratumKeys? Keys { get; set; }

    /// <summary>When the last NAS message passed.</summary>
    public SimTime LastActivity { get; set; }

    /// <summary>Its inactivity timer.</summary>
    public TimerHandle Inactivity { get; set; }

    /// <inheritdoc/>
    protected override void Fire() => port.Enb.InactivityExpired(this);
}

/// <summary>Keys of the access stratum (TS 33.401 §6.2).</summary>
/// <param name="RrcIntegrity">KRRCint.</param>
/// <param name="RrcEncryption">KRRCenc.</param>
/// <param name="UserPlaneEncryption">KUPenc.</param>
internal readonly record struct AccessStratumKeys(
    System.UInt128 RrcIntegrity, System.UInt128 RrcEncryption, System.UInt128 UserPlaneEncryption)
{
    /// <summary>Keys that are derived.</summary>
    public const int Count = 3;

    /// <summary>The keys below KeNB (annex A.7).</summary>
    public static AccessStratumKeys From(Key256 kenb, EnbOptions options)
    {
        (System.UInt128 rrcIntegrity, System.UInt128 rrcEncryption, System.UInt128 userPlaneEncryption) =
            EpsKeys.AccessStratum(kenb, options.Integrity, options.Ciphering);
        return new(rrcIntegrity, rrcEncryption, userPlaneEncryption);
    }
}
