using System;
using System.Globalization;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>A number with its dimension, exact: <c>20 ms</c>, <c>50 Mbit/s</c>, <c>2 %</c>, <c>4</c>.</summary>
/// <param name="Dimension">What it measures.</param>
/// <param name="Base">
/// The number in the dimension's base unit: picoseconds, bit/s, octets, things, events per <em>hour</em> (so that
/// <c>/min</c> and <c>/h</c> are exact too), parts of one, microjoules, milliwatts, picoseconds or microjoules per
/// octet.
/// </param>
public readonly record struct Quantity(Dimension Dimension, decimal Base)
{
    private const decimal SecondsPerHour = 3600m;

    /// <summary>The number in SI base units (s, bit/s, octets, 1/s, J, W, 1), as results are stored.</summary>
    public double Si => (double)(Dimension switch
    {
        Dimension.Time or Dimension.TimePerOctet => Base / SimTime.PicosecondsPerSecond,
        Dimension.Frequency => Base / SecondsPerHour,
        Dimension.Energy or Dimension.EnergyPerOctet => Base / 1e6m,
        Dimension.Power => Base / 1e3m,
        _ => Base,
    });

    /// <summary>The number as a time; it must be one, within the clock.</summary>
    public SimTime Time
    {
        get
        {
            Invariant.Require(Dimension == Dimension.Time);
            return new SimTime((long)Base);
        }
    }

    /// <summary>The number as a whole number: octets, bit/s, things.</summary>
    public long Whole
    {
        get
        {
            Invariant.Require(IsWhole(Dimension) && Base == decimal.Truncate(Base));
            return (long)Base;
        }
    }

    /// <summary>Reads a quantity of our own code, such as a default; a mistake there is a defect.</summary>
    /// <param name="text">The text, as in a scenario.</param>
    /// <param name="dimension">Its dimension.</param>
    public static Quantity Of(string text, Dimension dimension)
    {
        ArgumentNullException.ThrowIfNull(text);
        QuantityText parsed = QuantityText.Parse(text);
        Invariant.Require(parsed.Fault == QuantityFault.None, $"'{text}' is a quantity");
        Quantity quantity = parsed.Unit is null
            ? new Quantity(dimension, parsed.Number)
            : new Quantity(parsed.Unit.Dimension, parsed.Number * parsed.Unit.Factor);
        Invariant.Require(quantity.Dimension == dimension, $"'{text}' is {Units.Name(dimension)}");
        Invariant.Require(!HasUnit(dimension) || parsed.Unit is not null, $"'{text}' has a unit");
        return quantity;
    }

    /// <summary>Reads a quantity that somebody wrote outside of a scenario, as on the command line.</summary>
    /// <param name="text">The text, as in a scenario.</param>
    /// <param name="dimension">Its dimension, one with units.</param>
    /// <param name="quantity">The quantity.</param>
    /// <returns>False if the text is none of that dimension, negative, or not a whole number of base units.</returns>
    public static bool TryOf(string text, Dimension dimension, out Quantity quantity)
    {
        QuantityText parsed = QuantityText.Parse(text);
        quantity = default;
        if (parsed.Fault != QuantityFault.None || parsed.Unit?.Dimension != dimension
            || !parsed.TryBase(out decimal number)
            || number is < 0 or > long.MaxValue || number != decimal.Truncate(number))
        {
            return false;
        }

        quantity = new Quantity(dimension, number);
        return true;
    }

    /// <summary>True for dimensions whose numbers carry a unit.</summary>
    /// <param name="dimension">The dimension.</param>
    public static bool HasUnit(Dimension dimension) => dimension is not (Dimension.Number or Dimension.Count);

    /// <summary>True for dimensions whose base unit cannot be divided: picoseconds, bit/s, octets, things.</summary>
    /// <param name="dimension">The dimension.</param>
    public static bool IsWhole(Dimension dimension) => dimension is Dimension.Count or Dimension.Time or Dimension.Rate
        or Dimension.Size or Dimension.Packets or Dimension.Requests;

    /// <summary>The one canonical text: <c>1500 ms</c> is <c>1.5 s</c>, <c>65536 B</c> is <c>64 KiB</c>.</summary>
    public override string ToString() => Dimension switch
    {
        Dimension.Number or Dimension.Count => Text(Base),
        Dimension.Time => WithUnit(WholeDaysOrHours() ?? LargestNotAbove("d", "h", "min")),
        Dimension.Size => WithUnit(LargestDivisor()),
        Dimension.Frequency => WithUnit(ShortestFrequency()),
        _ => WithUnit(LargestNotAbove()),
    };

    private static string Text(decimal number) =>
        (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private string WithUnit(Unit unit) => $"{Text(Base / unit.Factor)} {unit.Symbol}";

    /// <summary>The largest unit that leaves a whole part, without the units that nobody reads in a table.</summary>
    private Unit LargestNotAbove(params string[] except)
    {
        decimal magnitude = Math.Abs(Base);
        Unit[] units = Units.Of(Dimension).Where(unit => !except.Contains(unit.Symbol)).ToArray();
        return magnitude == 0 ? ZeroUnit(units) : units.LastOrDefault(unit => unit.Factor <= magnitude) ?? units[0];
    }

    /// <summary>
    /// Days when they are whole, hours when they are whole and many; shorter times are read in seconds.
    /// </summary>
    private Unit? WholeDaysOrHours()
    {
        const int HoursMin = 10;
        (Unit day, Unit hour) = (Units.Find("d")!, Units.Find("h")!);
        return Base == 0 ? null
            : Base % day.Factor == 0 ? day
            : Base % hour.Factor == 0 && Math.Abs(Base) >= HoursMin * hour.Factor ? hour
            : null;
    }

    private Unit ZeroUnit(Unit[] units) => Dimension == Dimension.Time ? units[^1] : units[0];

    private Unit LargestDivisor()
    {
        decimal size = Base;
        return Units.Of(Dimension).Last(unit => unit.Factor == 1 || (size != 0 && size % unit.Factor == 0));
    }

    /// <summary>
    /// Events per second when that is a short number, else the unit that makes it one: 1 /h stays 1 /h.
    /// </summary>
    private Unit ShortestFrequency()
    {
        decimal perHour = Base;
        Unit[] units = Units.Of(Dimension).ToArray();
        return Array.Find(units, unit => decimal.Round(perHour / unit.Factor, 12) * unit.Factor == perHour)
            ?? units[^1];
    }
}
