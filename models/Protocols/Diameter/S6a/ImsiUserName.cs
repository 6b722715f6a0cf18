using System;
using Simulator.Protocols.Nas;

namespace Simulator.Protocols.Diameter;

/// <summary>User-Name of S6a: the digits of the IMSI (TS 29.272 §7.3.1, TS 23.003 §2.2).</summary>
internal static class ImsiUserName
{
    private const int DigitsMin = 6, DigitsMax = 15;

    internal static bool IsImsi(ReadOnlySpan<byte> data) => TryRead(data, out _);

    internal static Imsi Read(ReadOnlySpan<byte> data) => TryRead(data, out Imsi imsi) ? imsi : default;

    internal static void Add(ref AvpWriter writer, Imsi imsi)
    {
        Span<byte> room = writer.AddRoom(BaseAvp.UserName, imsi.DigitCount);
        if (!room.IsEmpty)
        {
            ulong left = imsi.Value;
            for (int index = room.Length - 1; index >= 0; index--)
            {
                (left, ulong digit) = Math.DivRem(left, 10);
                room[index] = (byte)('0' + digit);
            }
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> data, out Imsi imsi)
    {
        imsi = default;
        if (data.Length is < DigitsMin or > DigitsMax || !DecimalDigits.TryParse(data, out DecimalDigits digits))
        {
            return false;
        }

        imsi = Imsi.Of(digits);
        return true;
    }
}
