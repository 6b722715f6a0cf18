using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>A peer that a node connects to, one connection at a time, and connects to again after a pause.</summary>
/// <param name="address">The peer's address.</param>
/// <param name="port">The peer's port.</param>
public sealed class DiameterPeer(IpAddress address, ushort port = DiameterTransport.Port)
{
    private DiameterConnection? _connection;

    /// <summary>The peer's address.</summary>
    public IpAddress Address => address;

    /// <summary>The connection if requests may be sent on it, otherwise null.</summary>
    public DiameterConnection? Connection => _connection is { IsUsable: true } ? _connection : null;

    internal async Process Run(DiameterNode local)
    {
        SctpOptions options = local.Options.Sctp with { IsListening = false };
        SctpEndpoint endpoint = SctpStack.Of(local.Node).OpenEphemeral(options);
        while (true)
        {
            SctpConnectResult result = await endpoint.Connect(address, port);
            if (result.IsUp)
            {
                do
                {
                    _connection = new DiameterConnection(local, result.Association, isInitiator: true);
                }
                while (await _connection.Run());

                if (_connection.IsUnwanted)
                {
                    return; // RFC 6733 §5.4.3: the peer does not want to be asked again
                }
            }
            else
            {
                local.Measures.Connections.Count(DiameterConnectionEvent.ConnectFailed);
            }

            await local.Node.Simulation.Timeout(local.Options.ReconnectPause);
        }
    }
}
