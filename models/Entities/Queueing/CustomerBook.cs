using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Customer;

namespace Simulator.Entities;

/// <summary>Measures customers, each once: of one that a link has duplicated, the first copy to end counts.</summary>
public sealed class CustomerBook
{
    private const int WordBits = 64;

    private readonly ProcedureMeasure _measure;
    private readonly Counter _repeated;
    private readonly List<ulong>[] _ended; // by source, a bit a customer

    /// <summary>A book.</summary>
    /// <param name="measure">From source to sink.</param>
    /// <param name="repeated">Counts further copies.</param>
    /// <param name="sourceCount">Sources in the group.</param>
    public CustomerBook(ProcedureMeasure measure, Counter repeated, int sourceCount)
    {
        _measure = measure;
        _repeated = repeated;
        _ended = new List<ulong>[sourceCount];
        for (int source = 0; source < sourceCount; source++)
        {
            _ended[source] = [];
        }
    }

    /// <summary>A customer arrives at its source, now.</summary>
    public MeasurementTag Start() => _measure.Start();

    /// <summary>A customer ends, now.</summary>
    /// <param name="customer">What its message said.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="tag">Tag of the message.</param>
    public void End(in CustomerMessage customer, string outcome, in MeasurementTag tag = default)
    {
        if (IsFirst(customer))
        {
            _measure.End(new SimTime(customer.StartPicoseconds), outcome, tag);
        }
        else
        {
            _repeated.Add();
        }
    }

    private bool IsFirst(in CustomerMessage customer)
    {
        List<ulong> words = _ended[customer.Source];
        int word = (int)(customer.Id / WordBits);
        while (words.Count <= word)
        {
            words.Add(0);
        }

        ulong bit = 1UL << (int)(customer.Id % WordBits);
        bool isFirst = (words[word] & bit) == 0;
        words[word] |= bit;
        return isFirst;
    }
}
