namespace Simulator.Protocols.Per;

/// <summary>
/// A value that has a place inside a PER encoding: a field of a SEQUENCE, an element of a SEQUENCE OF.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
public interface IPerValue<T>
    where T : struct, IPerValue<T>
{
    /// <summary>
    /// Reads the value; a fault stays in <see cref="PerReader.Error"/> and the result then means nothing.
    /// </summary>
    /// <param name="reader">Stands at the first bit of the value.</param>
    static abstract T Read(ref PerReader reader);

    /// <summary>Writes the value.</summary>
    /// <param name="writer">Stands where the value begins.</param>
    void Write(ref PerWriter writer);
}

/// <summary>Reads one element of a SEQUENCE OF.</summary>
/// <param name="reader">Stands at the first bit of the element.</param>
/// <typeparam name="T">The element.</typeparam>
public delegate T PerRead<T>(ref PerReader reader);

/// <summary>Writes one element of a SEQUENCE OF.</summary>
/// <param name="writer">Stands where the element begins.</param>
/// <param name="value">The element.</param>
/// <typeparam name="T">The element.</typeparam>
public delegate void PerWrite<T>(ref PerWriter writer, T value);
