namespace Simulator.Network;

/// <summary>The fault rules that may concern one direction of a link, in their order.</summary>
internal abstract class LinkFaults
{
    /// <summary>Puts a packet on the link, as the rules want it.</summary>
    public abstract void Send(Packet packet);

    /// <summary>Forgets what is held back: link or sender went down.</summary>
    public abstract void Flush();
}
