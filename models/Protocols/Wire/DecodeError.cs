namespace Simulator.Protocols.Wire;

/// <summary>What is wrong with received octets.</summary>
public enum DecodeFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The octets end before the field does.</summary>
    Truncated,

    /// <summary>The field holds a value that the standard does not allow there.</summary>
    Unexpected,

    /// <summary>A mandatory field is absent.</summary>
    Missing,

    /// <summary>A field that may occur once occurs again.</summary>
    Duplicate,

    /// <summary>A known field comes before or after its place.</summary>
    OutOfOrder,

    /// <summary>Octets are left after the last field, and the standard does not allow them.</summary>
    Trailing,

    /// <summary>A field is unknown and must be understood.</summary>
    NotComprehended,
}

/// <summary>Why octets were refused, and where: a value, never an exception.</summary>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Field">The field by the standard's name.</param>
/// <param name="Offset">Octets from the start of the decoded source to the fault.</param>
/// <param name="Need">Octets that a truncated source should have had in all; otherwise 0.</param>
public readonly record struct DecodeError(DecodeFault Fault, string? Field, int Offset, int Need)
{
    /// <summary>No error.</summary>
    public static DecodeError None => default;

    /// <summary>True for <see cref="None"/>.</summary>
    public bool IsNone => Fault == DecodeFault.None;

    /// <summary>The source ends too early.</summary>
    /// <param name="need">Octets needed in all.</param>
    /// <param name="have">Octets there are.</param>
    /// <param name="field">The field that does not fit.</param>
    public static DecodeError Truncated(int need, int have, string field = "length") =>
        new(DecodeFault.Truncated, field, have, need);

    /// <summary>A value that is not allowed.</summary>
    /// <param name="field">The field.</param>
    /// <param name="at">Its offset in octets.</param>
    public static DecodeError Unexpected(string field, int at) => new(DecodeFault.Unexpected, field, at, 0);

    /// <summary>A mandatory field that is absent.</summary>
    /// <param name="field">The field.</param>
    /// <param name="at">The offset in octets at which it was missed.</param>
    public static DecodeError Missing(string field, int at) => new(DecodeFault.Missing, field, at, 0);

    /// <summary>A field that occurs twice.</summary>
    /// <param name="field">The field.</param>
    /// <param name="at">Offset in octets of the second one.</param>
    public static DecodeError Duplicate(string field, int at) => new(DecodeFault.Duplicate, field, at, 0);

    /// <summary>A known field that is not in its place.</summary>
    /// <param name="field">The field.</param>
    /// <param name="at">Its offset in octets.</param>
    public static DecodeError OutOfOrder(string field, int at) => new(DecodeFault.OutOfOrder, field, at, 0);

    /// <summary>Octets after the last field.</summary>
    /// <param name="at">Offset of the first of them.</param>
    public static DecodeError Trailing(int at) => new(DecodeFault.Trailing, "trailing octets", at, 0);

    /// <summary>An unknown field that must be understood.</summary>
    /// <param name="field">The field, by its code.</param>
    /// <param name="at">Its offset in octets.</param>
    public static DecodeError NotComprehended(string field, int at) => new(DecodeFault.NotComprehended, field, at, 0);

    /// <summary>The same error seen from an enclosing message.</summary>
    /// <param name="offset">Octets by which this source starts inside the enclosing one.</param>
    public DecodeError Within(int offset) => IsNone ? this : this with
    {
        Offset = Offset + offset,
        Need = Need == 0 ? 0 : Need + offset,
    };

    /// <summary>Field, offset and fault as one line of text.</summary>
    public override string ToString() => IsNone
        ? "none"
        : Need == 0 ? $"{Fault}: {Field} at {Offset}" : $"{Fault}: {Field} at {Offset}, needs {Need}";
}
