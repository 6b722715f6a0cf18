using System;
using System.Buffers.Text;
using Simulator.Protocols.Nas;

namespace Simulator.Protocols.Diameter;

/// <summary>User-Name of S6a: the digits of the IMSI (TS 29.272 §7.3.1, TS 23.003 §2.2).</summary>
internal static class ImsiUserName
{
    private const int DigitsMax = 15;

    internal static bool IsImsi(ReadOnlySpan<byte> data) => TryRead(data, out _);

    internal static Imsi Read(ReadOnlySpan<byte> data) => TryRead(data, out Imsi imsi) ? imsi : default;

    internal static void Add(ref AvpWriter writer, Imsi imsi)
    {
        Span<byte> room = writer.AddRoom(BaseAvp.UserName, imsi.DigitCount);
        if (!room.IsEmpty)
        {
            Utf8Formatter.TryFormat(imsi.Value, room, out _, new('D', (byte)imsi.DigitCount));
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> data, out Imsi imsi)
    {
        imsi = default;
        Span<char> digits = stackalloc char[DigitsMax];
        if (data.Length > DigitsMax)
        {
            return false;
        }

        for (int index = 0; index < data.Length; index++)
        {
            digits[index] = (char)data[index];
        }

        return Imsi.TryParse(digits[..data.Length], out imsi);
    }
}
