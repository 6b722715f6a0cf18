using System.Globalization;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Names of EPC nodes and realms (TS 23.003 §19).</summary>
public static class DiameterNames
{
    /// <summary>A network's realm: <c>epc.mncMNC.mccMCC.3gppnetwork.org</c>, the MNC with three digits (§19.2).
    /// </summary>
    /// <param name="plmn">The network, well formed.</param>
    public static DiameterIdentity Realm(PlmnId plmn) => DiameterIdentity.Parse(RealmText(plmn));

    /// <summary>An HSS (ours: §19 leaves the first label to the operator): <c>hss.REALM</c>, <c>hss1.REALM</c> …
    /// </summary>
    /// <param name="plmn">Its network.</param>
    /// <param name="index">Number among the HSSs of the network; 0 is not written.</param>
    public static DiameterIdentity Hss(PlmnId plmn, int index = 0)
    {
        string number = index == 0 ? "" : index.ToString(CultureInfo.InvariantCulture);
        return DiameterIdentity.Parse($"hss{number}.{RealmText(plmn)}");
    }

    /// <summary>An MME: <c>mmecXX.mmegiXXXX.mme.REALM</c> (§19.4.2.4).</summary>
    /// <param name="plmn">Its network.</param>
    /// <param name="group">MME group identifier.</param>
    /// <param name="code">MME code.</param>
    public static DiameterIdentity Mme(PlmnId plmn, ushort group, byte code) => DiameterIdentity.Parse(
        string.Create(CultureInfo.InvariantCulture, $"mmec{code:x2}.mmegi{group:x4}.mme.{RealmText(plmn)}"));

    private static string RealmText(PlmnId plmn)
    {
        string[] codes = plmn.ToString().Split('-'); // country and network, as in 001-01
        return $"epc.mnc{codes[1].PadLeft(3, '0')}.mcc{codes[0]}.3gppnetwork.org";
    }
}
