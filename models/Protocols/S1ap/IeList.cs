using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// An IE that is a list: its elements plain, or each in a ProtocolIE-SingleContainer (TS 36.413 §9.3.7).
/// </summary>
internal static class IeList
{
    internal static SequenceOf<T> Read<T>(ref PerReader reader, ListFormat format, string field)
        where T : struct, IPerValue<T>
    {
        T[] elements = new T[reader.Count(1, format.CountMax, field)];
        for (int index = 0; index < elements.Length && !reader.Failed; index++)
        {
            elements[index] = format.Item is { } item ? ReadItem<T>(ref reader, item) : T.Read(ref reader);
        }

        return reader.Failed ? default : SequenceOf<T>.Own(elements);
    }

    internal static void Write<T>(ref PerWriter writer, SequenceOf<T> list, ListFormat format)
        where T : struct, IPerValue<T>
    {
        writer.Constrained(list.Count, 1, format.CountMax);
        foreach (T element in list)
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
    }

    private static T ReadItem<T>(ref PerReader reader, IeRule item)
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

    private static void WriteItem<T>(ref PerWriter writer, T element, IeRule item)
        where T : struct, IPerValue<T>
    {
        RawIe.WriteHead(ref writer, item.Ie.Id, item.Criticality);
        int start = writer.Open();
        element.Write(ref writer);
        writer.Close(start);
    }
}
