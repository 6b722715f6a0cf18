using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>What the two ends of a way add to chains of tags: hosts that know their enclave tag, too.</summary>
public static class HostTags
{
    /// <summary>The chain with which a server's question begins.</summary>
    /// <param name="own">The server's own tag; null if it does not know its enclave.</param>
    /// <param name="question">Flags of the chain.</param>
    public static TagChain Asked(EnclaveTag? own, TagChain question) =>
        own is { } tag ? question.With(tag, IpOptions.RoomOf(question.IsV6)) : question;

    /// <summary>
    /// The chain with which a client's packets to a server begin: its own tag, if it knows its enclave, and what it has
    /// read on the question. A chain there tells it the server's enclave, and its own if there is more than the
    /// server's own tag: it sends both ends back, its own first. A wish for keys goes with it.
    /// </summary>
    /// <param name="own">The client's own tag; null if it does not know its enclave.</param>
    /// <param name="question">Tags on the question, the server's side first.</param>
    /// <param name="isV6">True for the option of IPv6.</param>
    /// <param name="isRead">True if the question has told the client something.</param>
    public static TagChain Begun(EnclaveTag? own, TagChain question, bool isV6, out bool isRead)
    {
        TagChain begun = new([], ListsKeys: question.ListsKeys, IsV6: isV6);
        isRead = own is null ? EnclaveWays.TellsBothEnds(question.Tags) : !question.Tags.IsEmpty;
        EnclaveTag? first = own ?? (isRead ? question.Tags[^1] : null);
        int room = IpOptions.RoomOf(isV6);
        begun = first is { } tag ? begun.With(tag, room) : begun;
        return isRead ? begun.With(question.Tags[0], room) : begun;
    }

    /// <summary>A client's chain as the server reads it: its own tag is the last.</summary>
    /// <param name="own">The server's own tag; null if it does not know its enclave.</param>
    /// <param name="chain">The tags that came, the client's side first.</param>
    public static TagChain Ended(EnclaveTag? own, TagChain chain) =>
        own is { } tag ? chain with { Tags = chain.Tags.Add(tag) } : chain;
}
