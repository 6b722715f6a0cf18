using System;
using System.CommandLine;
using System.Globalization;

namespace Simulator.Cli;

/// <summary>Checks the word of an option before it is converted: a wrong one is a complaint and never more.</summary>
internal static class OptionForm
{
    /// <summary>The option takes a whole number.</summary>
    /// <param name="option">The option.</param>
    /// <param name="min">Its least value.</param>
    /// <param name="max">Its greatest value.</param>
    public static void RequireNumber(Option option, int min, int max) => Require(
        option,
        word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= min && number <= max,
        string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));

    /// <summary>The option takes a word of a form.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isRight">True for such a word.</param>
    /// <param name="form">The form, for people.</param>
    public static void Require(Option option, Func<string, bool> isRight, string form) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !isRight(result.Tokens[0].Value))
            {
                result.AddError($"Option '{option.Name}' takes {form}, not '{result.Tokens[0].Value}'.");
            }
        });
}
