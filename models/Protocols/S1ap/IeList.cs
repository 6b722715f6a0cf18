using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// An IE that is a list: its elements plain, or each in a ProtocolIE-SingleContainer (TS 36.413 §9.3.7).
/// </summary>
internal static class IeList
{
    internal static SequenceOf<T> Read<T>(ref PerReader reader, in ListFormat format, string field)
        where T : struct, IPerValue<T> => ReadElements<T>(ref reader, reader.Count(1, format.CountMax, field), format);

    internal static ErabList<T> ReadErabs<T>(ref PerReader reader, in ListFormat format, string field)
        where T : struct, IPerValue<T>
    {
        int count = reader.Count(1, format.CountMax, field);
        T first = reader.Failed ? default : ReadElement<T>(ref reader, format);
        SequenceOf<T> others =
            count > 1 && !reader.Failed ? ReadElements<T>(ref reader, count - 1, format) : default;
        return reader.Failed ? default : new(first, others);
    }

    internal static void Write<T>(ref PerWriter writer, SequenceOf<T> list, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        writer.Constrained(list.Count, 1, format.CountMax);
        foreach (T element in list)
        {
            WriteElement(ref writer, element, format);
        }
    }

    internal static void WriteErabs<T>(ref PerWriter writer, in ErabList<T> list, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        writer.Constrained(list.Count, 1, format.CountMax);
        for (int index = 0; index < list.Count; index++)
        {
            WriteElement(ref writer, list[index], format);
        }
    }

    private static SequenceOf<T> ReadElements<T>(ref PerReader reader, int count, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        T[] elements = new T[count];
        for (int index = 0; index < elements.Length && !reader.Failed; index++)
        {
            elements[index] = ReadElement<T>(ref reader, format);
        }

        return reader.Failed ? default : SequenceOf<T>.Own(elements);
    }

    private static T ReadElement<T>(ref PerReader reader, in ListFormat format)
        where T : struct, IPerValue<T> =>
        format.Item is { } item ? ReadItem<T>(ref reader, item) : T.Read(ref reader);

    private static void WriteElement<T>(ref PerWriter writer, in T element, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        if (format.Item is { } item)
        {
            WriteItem(ref writer, element, item);
        }
        else
        {
            element.Write(ref writer);
        }
    }

    private static T ReadItem<T>(ref PerReader reader, in IeRule item)
        where T : struct, IPerValue<T>
    {
        reader.Align();
        int at = reader.Offset;
        if (RawIe.ReadId(ref reader) != item.Ie.Id || S1apHeader.ReadCriticality(ref reader) != item.Criticality)
        {
            reader.Fail(DecodeError.Unexpected(item.Ie.Name, at));
        }

        int outer = reader.Open(item.Ie.Name);
        T element = T.Read(ref reader);
        reader.Close(outer);
        return element;
    }

    private static void WriteItem<T>(ref PerWriter writer, in T element, in IeRule item)
        where T : struct, IPerValue<T>
    {
        RawIe.WriteHead(ref writer, item.Ie.Id, item.Criticality);
        int start = writer.Open();
        element.Write(ref writer);
        writer.Close(start);
    }
}
