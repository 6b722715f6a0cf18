using System;

namespace Simulator.Results;

/// <summary>Least and greatest values of a figure, for units, scales and tics.</summary>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
/// <param name="LeastPositive">The least value above zero; infinite if there is none.</param>
internal readonly record struct FigureRange(double Least, double Greatest, double LeastPositive)
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>The range of the horizontal positions.</summary>
    public static FigureRange OfX(Figure figure) => Of(figure, point => [point.X]);

    /// <summary>The range of the quantity and its intervals.</summary>
    public static FigureRange OfY(Figure figure) => Of(figure, point => point.Low is { } low && point.High is { } high
        ? [point.Y, low, high]
        : [point.Y]);

    /// <summary>The greatest magnitude, which chooses the unit.</summary>
    public double Magnitude => Math.Max(Math.Abs(Least), Math.Abs(Greatest));

    /// <summary>Where a logarithmic axis of values that may be zero starts: a decade that holds the least.</summary>
    /// <param name="divisor">SI units in the unit of the axis.</param>
    public double DecadeBelow(double divisor) => double.IsFinite(LeastPositive)
        ? Math.Pow(10, Math.Floor(Math.Log10(LeastPositive / divisor)))
        : 1;

    /// <summary>A round distance of tics, so that their numbers fit beside each other.</summary>
    /// <param name="divisor">SI units in the unit of the axis.</param>
    /// <param name="from">Where the axis starts, in its unit.</param>
    /// <param name="fits">True if so many numbers of so many letters fit.</param>
    /// <returns>The distance in the unit of the axis; 0 if the axis has no length.</returns>
    public double TicDistance(double divisor, double from, Func<int, int, bool> fits)
    {
        double to = Greatest / divisor, span = to - from;
        if (!(span > 0) || !double.IsFinite(span))
        {
            return 0;
        }

        for (int exponent = (int)Math.Floor(Math.Log10(span)) - 1; ; exponent++)
        {
            foreach (double step in Steps)
            {
                double distance = step * Math.Pow(10, exponent);
                int decimals = Math.Max(0, -exponent) + (step == 2.5 ? 1 : 0);
                int whole = Math.Max(1, (int)Math.Floor(Math.Log10(Math.Max(1, Math.Abs(to)))) + 1);
                int letters = whole + (decimals > 0 ? decimals + 1 : 0);
                if (fits((int)Math.Ceiling(span / distance) + 1, letters))
                {
                    return distance;
                }
            }
        }
    }

    private static FigureRange Of(Figure figure, Func<FigurePoint, double[]> values)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        double positive = double.PositiveInfinity;
        foreach (FigureSeries series in figure.Series)
        {
            foreach (FigurePoint point in series.Points)
            {
                foreach (double value in values(point))
                {
                    least = Math.Min(least, value);
                    greatest = Math.Max(greatest, value);
                    positive = value > 0 ? Math.Min(positive, value) : positive;
                }
            }
        }

        return double.IsFinite(least) ? new(least, greatest, positive) : new(0, 0, positive);
    }
}
