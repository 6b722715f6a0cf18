using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Where a station gets its customers.</summary>
public interface ICustomerReceiver
{
    /// <summary>A message has arrived.</summary>
    /// <param name="message">The octets of the message alone, now the receiver's.</param>
    void Receive(Packet message);
}

/// <summary>Carries customers between stations over one of the transports.</summary>
public interface ICustomerPort
{
    /// <summary>Sends a message to the next station; the packet is given away. What the transport refuses is dropped and
    /// counted by it.</summary>
    /// <param name="message">The octets of the message alone.</param>
    void Send(Packet message);
}
