using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>Which quantities a key takes: dimensions and bounds.</summary>
internal sealed class QuantityRule
{
    private static readonly decimal ClockMax = long.MaxValue;

    public QuantityRule(
        IReadOnlyList<Dimension> dimensions, string? min = null, string? max = null, string? above = null)
    {
        Dimensions = dimensions;
        Min = min is null ? null : Quantity.Of(min, dimensions[0]);
        Max = max is null ? null : Quantity.Of(max, dimensions[0]);
        Above = above is null ? null : Quantity.Of(above, dimensions[0]);
    }

    /// <summary>The dimensions, at least one; bounds are in the first.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; }

    public Quantity? Min { get; }

    public Quantity? Max { get; }

    /// <summary>A lower bound that is itself excluded.</summary>
    public Quantity? Above { get; }

    /// <summary>The bounds in words; empty if there are none but the natural ones.</summary>
    public string Bounds
    {
        get
        {
            string low = Above is { } above ? $"above {above}"
                : Min is { } min ? $"from {min}"
                : Max is not null && Dimensions[0] != Dimension.Number ? "from 0"
                : "";
            string high = Max is { } max ? $"to {max}" : "";
            return $"{low} {high}".Trim();
        }
    }

    /// <summary>What it takes, for hints.</summary>
    public string Takes => Units.Names(Dimensions);

    /// <summary>Reads a whole text; reports what is wrong with it.</summary>
    public bool TryRead(string written, Place place, BindScope scope, out Quantity quantity)
    {
        if (ParameterTable.IsReference(written))
        {
            return TryParameter(written, place, scope, out quantity);
        }

        quantity = default;
        QuantityText text = QuantityText.Parse(written);
        return text.Fault switch
        {
            QuantityFault.NotANumber =>
                Fail(scope, place, ErrorCode.NotANumber, $"'{written}' is not {Takes}{scope.In}", NumberHint(written)),
            QuantityFault.TooLong =>
                Fail(scope, place, ErrorCode.OutOfRange, $"'{written}' has too many digits{scope.In}", Example),
            QuantityFault.UnknownUnit => UnknownUnit(text.UnitText, place, scope),
            _ => TryConvert(text, written, place, scope, out quantity),
        };
    }

    /// <summary>Checks dimension and bounds of a quantity that was read already.</summary>
    public bool TryAccept(Quantity given, string written, Place place, BindScope scope, out Quantity quantity)
    {
        quantity = given.Dimension == Dimension.Number && Dimensions.Contains(Dimension.Count)
            ? given with { Dimension = Dimension.Count }
            : given.Dimension == Dimension.Count && Dimensions.Contains(Dimension.Number) && !Dimensions
                .Contains(Dimension.Count)
                ? given with { Dimension = Dimension.Number }
                : given;
        if (!Dimensions.Contains(quantity.Dimension))
        {
            return Fail(
                scope,
                place,
                Quantity.HasUnit(quantity.Dimension) ? ErrorCode.WrongDimension : ErrorCode.MissingUnit,
                Quantity.HasUnit(quantity.Dimension)
                    ? $"'{written}' is {Units.Name(quantity.Dimension)}; {scope.Subject} takes {Takes}"
                    : $"'{written}' has no unit{scope.In}",
                Example);
        }

        return IsWhole(quantity, written, place, scope) && IsWithin(quantity, written, place, scope);
    }

    private bool TryConvert(QuantityText text, string written, Place place, BindScope scope, out Quantity quantity)
    {
        quantity = default;
        if (!text.TryBase(out decimal value))
        {
            return Fail(scope, place, ErrorCode.OutOfRange, $"'{written}' is out of range{scope.In}", BoundsHint());
        }

        Dimension bare = Dimensions.Contains(Dimension.Count) ? Dimension.Count : Dimension.Number;
        return TryAccept(new Quantity(text.Unit?.Dimension ?? bare, value), written, place, scope, out quantity);
    }

    private bool TryParameter(string written, Place place, BindScope scope, out Quantity quantity)
    {
        quantity = default;
        if (scope.Context.Parameters.Use(written, place, scope) is not { } parameter)
        {
            return false;
        }

        if (parameter.Quantity is { } given)
        {
            return TryAccept(given, $"{written} = {parameter.Text}", place, scope, out quantity);
        }

        ParameterTable.Unfit(parameter, place, scope, Takes, Example);
        return false;
    }

    private static bool IsWhole(Quantity quantity, string written, Place place, BindScope scope) =>
        !Quantity.IsWhole(quantity.Dimension) || quantity.Base == decimal.Truncate(quantity.Base)
        || Fail(
            scope,
            place,
            ErrorCode.OutOfRange,
            $"'{written}' is not a whole number{Grain(quantity.Dimension)}{scope.In}");

    private bool IsWithin(Quantity quantity, string written, Place place, BindScope scope)
    {
        if (quantity.Dimension == Dimension.Time && Math.Abs(quantity.Base) > ClockMax)
        {
            return Fail(
                scope,
                place,
                ErrorCode.Clock,
                $"'{written}' is longer than the clock{scope.In}",
                "the clock counts picoseconds, up to 106 days");
        }

        bool isBounded = quantity.Dimension == Dimensions[0];
        bool isNatural = quantity.Dimension == Dimension.Number || quantity.Base >= 0;
        bool isInside = !isBounded
            || ((Min is not { } min || quantity.Base >= min.Base)
                && (Max is not { } max || quantity.Base <= max.Base)
                && (Above is not { } above || quantity.Base > above.Base));
        return (isNatural && isInside && quantity.Base <= ClockMax)
            || Fail(scope, place, ErrorCode.OutOfRange, $"'{written}' is out of range{scope.In}", BoundsHint());
    }

    private bool UnknownUnit(string unit, Place place, BindScope scope)
    {
        string? meant = Units.Meant(unit, Dimensions);
        string hint = meant is null ? Units.Takes(Dimensions) : $"write '{meant}'; {Units.Takes(Dimensions)}";
        return Fail(scope, place, ErrorCode.UnknownUnit, $"unknown unit '{unit}'{scope.In}", hint);
    }

    private string NumberHint(string written)
    {
        string digits = written.StartsWith('.') ? $"write '0{written}'; " : "";
        return digits + Example;
    }

    private string Example => Dimensions.All(Quantity.HasUnit)
        ? $"{Units.Takes(Dimensions)}, as in '{Sample(Dimensions[0])}'"
        : Units.Takes(Dimensions);

    private string BoundsHint()
    {
        string bounds = Bounds;
        return $"it goes {(bounds.Length > 0 ? bounds : "from 0")}";
    }

    private static string Grain(Dimension dimension) => dimension switch
    {
        Dimension.Time => " of picoseconds",
        Dimension.Rate => " of bit/s",
        Dimension.Size => " of octets",
        Dimension.Packets => " of packets",
        Dimension.Requests => " of requests",
        _ => "",
    };

    private static string Sample(Dimension dimension) => dimension switch
    {
        Dimension.Time => "20 ms",
        Dimension.Rate => "10 Mbit/s",
        Dimension.Size => "64 KiB",
        Dimension.Packets => "100 packets",
        Dimension.Requests => "100 requests",
        Dimension.Frequency => "50 /s",
        Dimension.Probability => "2 %",
        Dimension.Energy => "3 mJ",
        Dimension.Power => "20 mW",
        Dimension.TimePerOctet => "4 ns/B",
        _ => "2 uJ/B",
    };

    private static bool Fail(BindScope scope, Place place, string code, string text, string hint = "")
    {
        scope.Error(place, code, text, hint);
        return false;
    }
}
