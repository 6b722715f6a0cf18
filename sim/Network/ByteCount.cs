using System.Globalization;

namespace Simulator.Network;

/// <summary>An amount of data in octets.</summary>
/// <param name="Octets">Octets.</param>
public readonly record struct ByteCount(long Octets)
{
    /// <summary>Binary kilobytes.</summary>
    /// <param name="kibibytes">KiB.</param>
    public static ByteCount FromKibibytes(long kibibytes) => new(kibibytes * 1_024);

    /// <summary>Binary megabytes.</summary>
    /// <param name="mebibytes">MiB.</param>
    public static ByteCount FromMebibytes(long mebibytes) => new(mebibytes * 1_048_576);

    /// <summary>The sum.</summary>
    public static ByteCount operator +(ByteCount left, ByteCount right) => new(left.Octets + right.Octets);

    /// <summary>The amount with its unit.</summary>
    public override string ToString() => Octets.ToString(CultureInfo.InvariantCulture) + " B";
}
