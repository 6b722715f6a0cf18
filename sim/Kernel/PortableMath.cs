using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Elementary functions from additions, multiplications, divisions and square roots alone, whose results IEEE 754
/// fixes to the last bit. The runtime's own come from the machine's C library, and differ between machines in the last
/// place, which is enough to give another simulation.
/// Coefficients: fdlibm 5.3 (e_exp.c), Wichura, "Algorithm AS 241", Applied Statistics 37 (1988).
/// </summary>
internal static class PortableMath
{
    private static readonly LogStep[] LogSteps = MakeLogSteps();

    private const double Ln2 = 6.93147180559945286227e-01;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Log2E = 1.44269504088896338700e+00;
    private const double MinNormal = 2.2250738585072014e-308;
    private const double TwoTo54 = 18014398509481984.0;
    private const double ExpMax = 709.782712893383973096;
    private const int StepCount = 128;
    private const int FirstHalvedStep = 53; // 1 + 53/128 is the last step below the square root of 2
    private const int StepShift = 52 - 7;
    private const long HalfStep = 1L << (StepShift - 1);
    private const long MantissaUnit = 1L << 52;
    private const long MantissaMask = MantissaUnit - 1;
    private const long HalfScale = 1022L << 52; // added to a significand: the bits of a double from 1 to 2
    private const double ExpMin = -745.13321910194110842;

    /// <summary>
    /// Natural logarithm of a positive number; error under 2 units in the last place. By a table: x = 2^k c (1 + r)
    /// with c the nearest of 128 steps, so that a short series does, and no division. A number near 1 has c = 1 and
    /// an exact r.
    /// </summary>
    public static double Log(double x) =>
        !(x >= MinNormal) || double.IsPositiveInfinity(x) ? LogOfSpecial(x) : LogOfNormal(x);

    /// <summary>Natural logarithm of a positive normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LogOfNormal(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        return LogOf((bits & MantissaMask) | MantissaUnit, (bits >> 52) - 1023);
    }

    /// <summary>Natural logarithm of n / 2^53, the same as by a double.</summary>
    /// <param name="n">From 1 to 2^53.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LogOfFraction(ulong n)
    {
        int zeros = BitOperations.LeadingZeroCount(n);
        return LogOf((long)(n << zeros >> 11), 10 - zeros);
    }

    // of significand 2^(exponent - 52), where the significand is from 2^52 to 2^53 - 1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LogOf(long significand, long exponent)
    {
        ref readonly LogStep step = ref LogSteps[(int)((significand + HalfStep - MantissaUnit) >> StepShift)];
        double k = exponent + step.Carry;
        double r = (BitConverter.Int64BitsToDouble(significand + HalfScale) - step.Centre) * step.Inverse;

        // fused operations round once, by IEEE 754, wherever they run
        double square = r * r;
        double low = Math.FusedMultiplyAdd(r, 1.0 / 3.0, -1.0 / 2.0);
        double middle = Math.FusedMultiplyAdd(r, 1.0 / 5.0, -1.0 / 4.0);
        double high = Math.FusedMultiplyAdd(r, 1.0 / 7.0, -1.0 / 6.0);
        double series = Math.FusedMultiplyAdd(square, Math.FusedMultiplyAdd(square, high, middle), low);
        double tail = Math.FusedMultiplyAdd(square, series, Math.FusedMultiplyAdd(k, Ln2Low, r));
        return Math.FusedMultiplyAdd(k, Ln2High, step.Log) + tail;
    }

    /// <summary>e to a power; error under 1 unit in the last place.</summary>
    public static double Exp(double x)
    {
        if (!(x > ExpMin) || x > ExpMax)
        {
            return x > ExpMax ? double.PositiveInfinity : x <= ExpMin ? 0.0 : double.NaN;
        }

        int k = (int)Math.Floor((x * Log2E) + 0.5);
        double high = x - (k * Ln2High);
        double low = k * Ln2Low;
        double r = high - low;
        double t = r * r;
        double c = r - (t * (1.66666666666666019037e-01 + (t * (-2.77777777770155933842e-03
            + (t * (6.61375632143793436117e-05 + (t * (-1.65339022054652515390e-06
            + (t * 4.13813679705723846039e-08)))))))));
        double y = 1.0 - (low - (r * c / (2.0 - c)) - high);
        return Scale(y, k);
    }

    /// <summary>A positive number to a power.</summary>
    public static double Pow(double x, double y) => x == 0 ? (y > 0 ? 0.0 : double.PositiveInfinity) : Exp(y * Log(x));

    /// <summary>Quantile of the standard normal distribution; relative error about 1e-16.</summary>
    /// <param name="p">Probability, in (0, 1).</param>
    public static double NormalQuantile(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            return CentralQuantile(q);
        }

        double r = Math.Sqrt(-Log(q < 0 ? p : 1.0 - p));
        double tail = r <= 5.0 ? NearTail(r - 1.6) : FarTail(r - 5.0);
        return q < 0 ? -tail : tail;
    }

    /// <summary>
    /// Logarithm of the gamma function of a positive number (Stirling's series after shifting up); error under 3e-14,
    /// relative where the value is above 1.
    /// </summary>
    public static double LogGamma(double x)
    {
        double shift = 1.0;
        while (x < 10.0)
        {
            shift *= x;
            x += 1.0;
        }

        double inverse = 1.0 / x;
        double square = inverse * inverse;
        double series = inverse * ((1.0 / 12.0) - (square * ((1.0 / 360.0) - (square * ((1.0 / 1260.0)
            - (square * ((1.0 / 1680.0) - (square / 1188.0))))))));
        const double HalfLogTwoPi = 0.91893853320467274178;
        return ((x - 0.5) * Log(x)) - x + HalfLogTwoPi + series - Log(shift);
    }

    private readonly record struct LogStep(double Centre, double Inverse, double Log, long Carry);

    private static double LogOfSpecial(double x) => x > 0 && x < MinNormal
        ? Log(x * TwoTo54) - (54.0 * Ln2)
        : x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;

    private static LogStep[] MakeLogSteps()
    {
        var steps = new LogStep[StepCount + 1];
        for (int step = 0; step <= StepCount; step++)
        {
            // beyond the square root of 2 the half is nearer to 1: its logarithm, and one more power of two
            double centre = 1.0 + (step / (double)StepCount);
            bool isHalved = step > FirstHalvedStep;
            steps[step] = new LogStep(
                centre, 1.0 / centre, LogBySeries(isHalved ? 0.5 * centre : centre), isHalved ? 1 : 0);
        }

        return steps;
    }

    // log c = 2 artanh((c - 1) / (c + 1)), from the smallest term up
    private static double LogBySeries(double c)
    {
        double s = (c - 1.0) / (c + 1.0);
        double square = s * s;
        double sum = 0.0;
        for (int power = 29; power >= 1; power -= 2)
        {
            sum = (sum * square) + (1.0 / power);
        }

        return 2.0 * s * sum;
    }

    private static double CentralQuantile(double q)
    {
        double r = 0.180625 - (q * q);
        double numerator = Horner(r, [
            2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
            1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0]);
        double denominator = Horner(r, [
            5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
            5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0]);
        return q * numerator / denominator;
    }

    private static double NearTail(double r)
    {
        double numerator = Horner(r, [
            7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
            3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0,
            1.42343711074968357734e+0]);
        double denominator = Horner(r, [
            1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
            6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0]);
        return numerator / denominator;
    }

    private static double FarTail(double r)
    {
        double numerator = Horner(r, [
            2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
            2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0,
            6.65790464350110377720e+0]);
        double denominator = Horner(r, [
            2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
            1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0]);
        return numerator / denominator;
    }

    // Coefficients from the highest power down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Horner(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
        {
            sum = (sum * x) + coefficient;
        }

        return sum;
    }

    private static double Scale(double y, int k)
    {
        if (k > 1023)
        {
            return y * PowerOfTwo(1023) * PowerOfTwo(k - 1023);
        }

        return k < -1022 ? y * PowerOfTwo(k + 54) / TwoTo54 : y * PowerOfTwo(k);
    }

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((1023L + k) << 52);
}
