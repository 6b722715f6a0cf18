using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Simulator.Crypto;

/// <summary>Products of polynomials over GF(2), in which additions carry nothing.</summary>
internal static class CarrylessProduct
{
    /// <summary>The product of two polynomials of degree below 64.</summary>
    public static UInt128 Multiply(ulong left, ulong right)
    {
        if (!Pclmulqdq.IsSupported)
        {
            return MultiplyPortable(left, right);
        }

        Vector128<ulong> product =
            Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(left), Vector128.CreateScalar(right), 0);
        return new(product[1], product[0]);
    }

    /// <summary>The same, on any processor.</summary>
    internal static UInt128 MultiplyPortable(ulong left, ulong right)
    {
        UInt128 product = 0, shifted = left;
        for (; right != 0; right >>= 1, shifted <<= 1)
        {
            product ^= shifted * (right & 1);
        }

        return product;
    }
}
