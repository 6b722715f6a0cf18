using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Octets of headers and of optional elements that may be absent (TS 24.007 §11.2.1.1).</summary>
internal static class NasSize
{
    internal const int EmmHeader = 2, EsmHeader = 3;

    /// <summary>Identifier and contents of fixed size.</summary>
    internal static int Tv(bool present, int contents) => present ? 1 + contents : 0;

    /// <summary>Identifier, one octet of length, contents of fixed size.</summary>
    internal static int Tlv(bool present, int contents) => present ? 2 + contents : 0;

    /// <summary>Identifier, one octet of length, contents.</summary>
    internal static int Tlv(Octets? value) => value is { } octets ? 2 + octets.Size : 0;

    /// <summary>Identifier, two octets of length, contents.</summary>
    internal static int TlvE(Octets? value) => value is { } octets ? 3 + octets.Size : 0;
}
