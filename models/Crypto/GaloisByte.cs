namespace Simulator.Crypto;

/// <summary>Arithmetic on octets as polynomials over GF(2), modulo a polynomial of degree 8.</summary>
internal static class GaloisByte
{
    /// <summary>Multiplication by x, MULx of TS 35.216 §3.1.1.</summary>
    /// <param name="value">The octet.</param>
    /// <param name="polynomial">The modulus without its term x^8.</param>
    public static byte Double(byte value, byte polynomial) =>
        (byte)((value << 1) ^ ((value & 0x80) != 0 ? polynomial : 0));

    /// <summary>The product of two octets.</summary>
    public static byte Multiply(byte left, byte right, byte polynomial)
    {
        byte product = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            product = Double(product, polynomial);
            if (((right >> bit) & 1) != 0)
            {
                product ^= left;
            }
        }

        return product;
    }

    /// <summary>A power of an octet; the power 254 is the inverse, 0 for 0.</summary>
    public static byte Power(byte value, int exponent, byte polynomial)
    {
        byte power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power = Multiply(power, value, polynomial);
        }

        return power;
    }
}
