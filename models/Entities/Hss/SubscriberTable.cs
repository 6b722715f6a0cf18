using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What the HSS keeps of a subscriber: 48 octets.</summary>
internal struct SubscriberRecord
{
    /// <summary>K.</summary>
    public UInt128 K;

    /// <summary>OPc.</summary>
    public UInt128 Opc;

    /// <summary>SQN_HE.</summary>
    public Sqn Sqn;

    /// <summary>Number of the MME that serves the subscriber; -1 if none does.</summary>
    public int ServingNode;

    /// <summary>False once the subscription was withdrawn.</summary>
    public bool HasSubscription;
}

/// <summary>The subscribers of an HSS by IMSI: records in an array, a dictionary of their places.</summary>
internal sealed class SubscriberTable
{
    private const int DigitCountShift = 56; // 15 digits need 50 bits; zeros in front count

    private readonly Dictionary<ulong, int> _places = [];
    private SubscriberRecord[] _records = [];

    public int Count { get; private set; }

    /// <summary>Adds a subscriber, whose sequence numbers begin at zero.</summary>
    public void Add(in Subscriber subscriber)
    {
        Invariant.Require(_places.TryAdd(KeyOf(subscriber.Imsi), Count), "a subscriber is provisioned once");
        if (Count == _records.Length)
        {
            Array.Resize(ref _records, Math.Max(16, 2 * Count));
        }

        _records[Count++] = new SubscriberRecord
        {
            K = subscriber.K,
            Opc = subscriber.Opc,
            ServingNode = -1,
            HasSubscription = true,
        };
    }

    /// <summary>Makes room for subscribers that will be added, so that the tables need not grow under them.</summary>
    /// <param name="count">How many.</param>
    public void Expect(int count)
    {
        _places.EnsureCapacity(Count + count);
        if (Count + count > _records.Length)
        {
            Array.Resize(ref _records, Count + count);
        }
    }

    /// <summary>Finds a subscriber's place.</summary>
    public bool TryFind(Imsi imsi, out int place) => _places.TryGetValue(KeyOf(imsi), out place);

    /// <summary>The record at a place.</summary>
    public ref SubscriberRecord At(int place) => ref _records[place];

    private static ulong KeyOf(Imsi imsi) => imsi.Value | ((ulong)imsi.DigitCount << DigitCountShift);
}
