using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Simulator.Crypto;

/// <summary>
/// Arithmetic modulo a prime of 256 bits by Montgomery's multiplication: a number x stands as x * 2^256. Not in
/// constant time: nothing in a simulation is to be kept from a clock.
/// </summary>
internal sealed class PrimeField
{
    private const int Bits = 256;

    private readonly UInt256 _modulus;
    private readonly UInt256 _square; // 2^512
    private readonly UInt256 _cube; // 2^768
    private readonly ulong _factor; // -1 / modulus, modulo 2^64
    private readonly bool _isSparse; // the prime of P-256, whose words make a product with it short

    /// <summary>A field.</summary>
    /// <param name="modulus">A prime of 256 bits.</param>
    public PrimeField(BigInteger modulus)
    {
        Modulus = modulus;
        _modulus = UInt256.Of(modulus);
        _square = UInt256.Of((BigInteger.One << (2 * Bits)) % modulus);
        _cube = UInt256.Of((BigInteger.One << (3 * Bits)) % modulus);
        _factor = NegativeInverse(_modulus.W0);
        _isSparse = _modulus is { W0: ulong.MaxValue, W1: uint.MaxValue, W2: 0 };
        One = UInt256.Of((BigInteger.One << Bits) % modulus);
    }

    /// <summary>The prime.</summary>
    public BigInteger Modulus { get; }

    /// <summary>1, as it stands here.</summary>
    public UInt256 One { get; }

    /// <summary>A number below the modulus, as it stands here.</summary>
    public UInt256 Enter(in UInt256 number) => Multiply(number, _square);

    /// <summary>The number itself.</summary>
    public UInt256 Leave(in UInt256 element) => Multiply(element, new UInt256(1, 0, 0, 0));

    /// <summary>A number below twice the modulus, reduced.</summary>
    public UInt256 Reduce(in UInt256 number) =>
        number.IsBelow(_modulus) ? number : Difference(number, _modulus, out _);

    /// <summary>True for a number from 1 to the modulus less 1.</summary>
    public bool IsUnit(in UInt256 number) => !number.IsZero && number.IsBelow(_modulus);

    /// <summary>left + right.</summary>
    public UInt256 Add(in UInt256 left, in UInt256 right)
    {
        UInt256 sum = Sum(left, right, out ulong carry);
        return carry == 0 && sum.IsBelow(_modulus) ? sum : Difference(sum, _modulus, out _);
    }

    /// <summary>left - right.</summary>
    public UInt256 Subtract(in UInt256 left, in UInt256 right)
    {
        UInt256 difference = Difference(left, right, out ulong borrow);
        return borrow == 0 ? difference : Sum(difference, _modulus, out _);
    }

    /// <summary>left * right / 2^256, word by word.</summary>
    public UInt256 Multiply(in UInt256 left, in UInt256 right)
    {
        UInt256 sum = default;
        ulong top = 0;
        if (_isSparse)
        {
            AddSparseRow(ref sum, ref top, left, right.W0);
            AddSparseRow(ref sum, ref top, left, right.W1);
            AddSparseRow(ref sum, ref top, left, right.W2);
            AddSparseRow(ref sum, ref top, left, right.W3);
        }
        else
        {
            AddRow(ref sum, ref top, left, right.W0);
            AddRow(ref sum, ref top, left, right.W1);
            AddRow(ref sum, ref top, left, right.W2);
            AddRow(ref sum, ref top, left, right.W3);
        }

        return top == 0 && sum.IsBelow(_modulus) ? sum : Difference(sum, _modulus, out _);
    }

    /// <summary>1 / element; 0 for 0.</summary>
    public UInt256 Invert(in UInt256 element)
    {
        // Euclid's algorithm in halves: u = x * element and v = y * element all the time, and v is odd
        UInt256 u = element, v = _modulus, x = new(1, 0, 0, 0), y = default;
        while (!u.IsZero)
        {
            for (int zeros; (zeros = u.TrailingZeros) > 0;)
            {
                u = u.ShiftRight(zeros);
                x = Halve(x, zeros);
            }

            if (u.IsBelow(v))
            {
                (u, v) = (v, u);
                (x, y) = (y, x);
            }

            u = Difference(u, v, out _);
            x = Subtract(x, y);
        }

        return Multiply(y, _cube);
    }

    // number / 2^count: as much of the modulus is added as makes the lowest bits zero
    private UInt256 Halve(in UInt256 number, int count)
    {
        ulong n = (number.W0 * _factor) & ((1UL << count) - 1), carry = 0;
        ulong w0 = AddProduct(_modulus.W0, n, number.W0, ref carry);
        ulong w1 = AddProduct(_modulus.W1, n, number.W1, ref carry);
        ulong w2 = AddProduct(_modulus.W2, n, number.W2, ref carry);
        ulong w3 = AddProduct(_modulus.W3, n, number.W3, ref carry);
        UInt256 low = new UInt256(w0, w1, w2, w3).ShiftRight(count);
        return low with { W3 = low.W3 | (carry << (64 - count)) };
    }

    // sum = (sum + left * word + modulus * n) / 2^64, with the n that makes the lowest word zero
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRow(ref UInt256 sum, ref ulong top, in UInt256 left, ulong word)
    {
        AddLine(ref sum, ref top, left, word, out ulong over);
        ulong n = sum.W0 * _factor, carry = 0;
        AddProduct(_modulus.W0, n, sum.W0, ref carry);
        ulong w0 = AddProduct(_modulus.W1, n, sum.W1, ref carry);
        ulong w1 = AddProduct(_modulus.W2, n, sum.W2, ref carry);
        ulong w2 = AddProduct(_modulus.W3, n, sum.W3, ref carry);
        ulong w3 = top + carry;
        top = over + (w3 < carry ? 1UL : 0UL);
        sum = new UInt256(w0, w1, w2, w3);
    }

    // the same with words 2^64 - 1, 2^32 - 1 and 0 of the modulus: n is the lowest word, and n * (2^64 - 1) + n has no
    // low word and n as its high one, which n * (2^32 - 1) of the next word makes n * 2^32
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddSparseRow(ref UInt256 sum, ref ulong top, in UInt256 left, ulong word)
    {
        AddLine(ref sum, ref top, left, word, out ulong over);
        ulong n = sum.W0, carry = 0;
        ulong w0 = AddWord(sum.W1, n << 32, ref carry);
        carry += n >> 32;
        ulong w1 = sum.W2 + carry;
        carry = w1 < carry ? 1UL : 0UL;
        ulong w2 = AddProduct(_modulus.W3, n, sum.W3, ref carry);
        ulong w3 = top + carry;
        top = over + (w3 < carry ? 1UL : 0UL);
        sum = new UInt256(w0, w1, w2, w3);
    }

    // sum + left * word, in six words
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLine(ref UInt256 sum, ref ulong top, in UInt256 left, ulong word, out ulong over)
    {
        ulong carry = 0;
        sum = new UInt256(
            AddProduct(left.W0, word, sum.W0, ref carry), AddProduct(left.W1, word, sum.W1, ref carry),
            AddProduct(left.W2, word, sum.W2, ref carry), AddProduct(left.W3, word, sum.W3, ref carry));
        top += carry;
        over = top < carry ? 1UL : 0UL;
    }

    // the low word of left * right + addend + carry; the high one is the next carry
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddProduct(ulong left, ulong right, ulong addend, ref ulong carry)
    {
        ulong high = HighProduct(left, right), low = left * right;
        low += addend;
        high += low < addend ? 1UL : 0UL;
        low += carry;
        carry = high + (low < carry ? 1UL : 0UL);
        return low;
    }

    // two multiplications are faster than one that leaves its low word in memory
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HighProduct(ulong left, ulong right) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : Math.BigMul(left, right, out _);

    private static UInt256 Sum(in UInt256 left, in UInt256 right, out ulong carry)
    {
        carry = 0;
        return new UInt256(
            AddWord(left.W0, right.W0, ref carry), AddWord(left.W1, right.W1, ref carry),
            AddWord(left.W2, right.W2, ref carry), AddWord(left.W3, right.W3, ref carry));
    }

    private static UInt256 Difference(in UInt256 left, in UInt256 right, out ulong borrow)
    {
        borrow = 0;
        return new UInt256(
            SubtractWord(left.W0, right.W0, ref borrow), SubtractWord(left.W1, right.W1, ref borrow),
            SubtractWord(left.W2, right.W2, ref borrow), SubtractWord(left.W3, right.W3, ref borrow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWord(ulong left, ulong right, ref ulong carry)
    {
        ulong partial = left + right, sum = partial + carry;
        carry = (partial < left ? 1UL : 0UL) + (sum < partial ? 1UL : 0UL);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractWord(ulong left, ulong right, ref ulong borrow)
    {
        ulong partial = left - right, difference = partial - borrow;
        borrow = (left < right ? 1UL : 0UL) + (partial < borrow ? 1UL : 0UL);
        return difference;
    }

    // Newton: every step doubles the bits that are right, of which an odd number has three
    private static ulong NegativeInverse(ulong odd)
    {
        ulong inverse = odd;
        for (int bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return 0 - inverse;
    }
}
