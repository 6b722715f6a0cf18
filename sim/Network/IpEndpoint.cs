using System.Globalization;

namespace Simulator.Network;

/// <summary>An address and a port of a transport protocol.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">The port.</param>
public readonly record struct IpEndpoint(IpAddress Address, ushort Port)
{
    /// <summary>As in <c>10.0.0.1:500</c> and <c>[fd00::1]:500</c>.</summary>
    public override string ToString()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        return Address.IsV4 ? $"{Address}:{port}" : $"[{Address}]:{port}";
    }
}
