namespace Simulator.Scenarios;

/// <summary>What a quantity measures.</summary>
public enum Dimension
{
    /// <summary>A real number without a unit.</summary>
    Number,

    /// <summary>A whole number of things, without a unit.</summary>
    Count,

    /// <summary>A time, exact in picoseconds.</summary>
    Time,

    /// <summary>A data rate, in bit/s.</summary>
    Rate,

    /// <summary>A size, in octets.</summary>
    Size,

    /// <summary>A number of packets, where octets are possible too.</summary>
    Packets,

    /// <summary>A number of requests, where octets are possible too.</summary>
    Requests,

    /// <summary>Events per time.</summary>
    Frequency,

    /// <summary>A probability or another share of a whole, in per cent.</summary>
    Probability,

    /// <summary>An energy.</summary>
    Energy,

    /// <summary>A power.</summary>
    Power,

    /// <summary>A time for each octet processed.</summary>
    TimePerOctet,

    /// <summary>An energy for each octet processed.</summary>
    EnergyPerOctet,
}
