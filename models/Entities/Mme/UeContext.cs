using Simulator.Crypto;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What an MME keeps of a subscriber, registered or not (TS 23.401 §5.7.2).</summary>
/// <param name="imsi">The subscriber.</param>
internal sealed class UeContext(Imsi imsi)
{
    /// <summary>The subscriber.</summary>
    public Imsi Imsi { get; } = imsi;

    /// <summary>True in EMM-REGISTERED; otherwise only the security context and the GUTI are kept.</summary>
    public bool IsRegistered { get; set; }

    /// <summary>What the UE can do, as it said when the security context was made.</summary>
    public UeNetworkCapability Capability { get; set; }

    /// <summary>KASME of the security context.</summary>
    public Key256 Kasme { get; set; }

    /// <summary>The native security context; null before the first security mode procedure has ended.</summary>
    public NasSecurityContext? Security { get; set; }

    /// <summary>M-TMSI of the GUTI; 0 if there is none.</summary>
    public uint MTmsi { get; set; }

    /// <summary>
    /// M-TMSI of the GUTI that a UE may still have which did not complete an attach; 0 if there is none.
    /// </summary>
    public uint OldMTmsi { get; set; }

    /// <summary>IPv4 address of the default bearer; 0 if there is none.</summary>
    public uint Address { get; set; }

    /// <summary>Bit rates of the subscription; null if the HSS has not told what the subscriber may do.</summary>
    public Ambr? Subscription { get; set; }

    /// <summary>The logical S1 connection in ECM-CONNECTED; null in ECM-IDLE.</summary>
    public UeConnection? Connection { get; set; }

    /// <summary>The attach that makes it registered; null if none runs.</summary>
    public MmeAttach? Owner { get; set; }

    /// <summary>Neighbour among the deregistered, which deregistered earlier.</summary>
    internal UeContext? Earlier { get; set; }

    /// <summary>Neighbour among the deregistered, which deregistered later.</summary>
    internal UeContext? Later { get; set; }

    /// <summary>True while it is among those that may be forgotten.</summary>
    internal bool IsRetired { get; set; }
}
