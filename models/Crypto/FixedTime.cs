using System;

namespace Simulator.Crypto;

/// <summary>Comparison of codes and responses without a branch on their value.</summary>
public static class FixedTime
{
    /// <summary>True if two codes of 32 bits are the same.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">The other.</param>
    public static bool Equal(uint left, uint right) => (left ^ right) == 0;

    /// <summary>True if two codes of 64 bits are the same.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">The other.</param>
    public static bool Equal(ulong left, ulong right) => (left ^ right) == 0;

    /// <summary>True if two codes of 128 bits are the same.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">The other.</param>
    public static bool Equal(UInt128 left, UInt128 right)
    {
        UInt128 difference = left ^ right;
        return ((ulong)(difference >> 64) | (ulong)difference) == 0;
    }
}
