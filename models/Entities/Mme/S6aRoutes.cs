using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>An HSS with what a request to it needs.</summary>
/// <param name="Prefix">Country and network code of its subscribers, as one number.</param>
/// <param name="DigitCount">Digits of these codes: 5 or 6.</param>
/// <param name="Realm">Its realm (TS 29.272 §7.1.9: it follows from the IMSI).</param>
/// <param name="Peer">The connection to it.</param>
internal sealed record S6aRoute(ulong Prefix, int DigitCount, DiameterIdentity Realm, DiameterPeer Peer);

/// <summary>HSSs by the network of a subscriber: network codes of three digits before those of two.</summary>
internal sealed class S6aRoutes
{
    private readonly List<S6aRoute> _routes = [];

    public S6aRoutes(IReadOnlyList<S6aPeer> peers)
    {
        foreach (S6aPeer peer in peers)
        {
            string digits = peer.Served.ToString().Replace("-", "", StringComparison.Ordinal);
            ulong prefix = ulong.Parse(digits, CultureInfo.InvariantCulture);
            DiameterIdentity realm = DiameterNames.Realm(peer.Served);
            _routes.Add(new S6aRoute(prefix, digits.Length, realm, PeerAt(peer.Address)));
        }
    }

    /// <summary>Whom to connect to: one that serves several networks has one connection for all of them.</summary>
    public IEnumerable<DiameterPeer> Peers => _routes.Select(route => route.Peer).Distinct();

    /// <summary>
    /// The first HSS of the subscriber's network whose connection is up: several may serve one network (ours). An IMSI
    /// does not say how long its network code is; the longer of two that match is meant.
    /// </summary>
    public S6aRoute? Find(Imsi imsi)
    {
        S6aRoute? found = null;
        foreach (S6aRoute route in _routes)
        {
            if (Serves(route, imsi) && (found is null || IsBetter(route, found)))
            {
                found = route;
            }
        }

        return found;
    }

    private DiameterPeer PeerAt(IpAddress address) =>
        _routes.Find(route => route.Peer.Address == address)?.Peer ?? new DiameterPeer(address);

    private static bool IsBetter(S6aRoute route, S6aRoute than) =>
        route.DigitCount > than.DigitCount
        || (route.DigitCount == than.DigitCount && than.Peer.Connection is null && route.Peer.Connection is not null);

    private static bool Serves(S6aRoute route, Imsi imsi)
    {
        ulong rest = imsi.Value;
        for (int digits = imsi.DigitCount; digits > route.DigitCount; digits--)
        {
            rest /= 10;
        }

        return rest == route.Prefix && imsi.DigitCount >= route.DigitCount;
    }
}
