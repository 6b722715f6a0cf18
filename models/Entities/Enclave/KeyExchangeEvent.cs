namespace Simulator.Entities;

/// <summary>What happens while SAs are set up over IKE.</summary>
public enum KeyExchangeEvent
{
    /// <summary>The server has asked the routers on the way for its enclave.</summary>
    Asked,

    /// <summary>A chain of tags has come to the server.</summary>
    ChainRead,

    /// <summary>A chain of tags on the question has come to the client.</summary>
    ChainReadByClient,

    /// <summary>Every device that has put a tag on a chain holds the keys of its pair.</summary>
    PathReadable,

    /// <summary>A device that has put a tag on a chain does not hold the keys of its pair.</summary>
    PathUnreadable,

    /// <summary>The server has given a client an SA key.</summary>
    KeyGiven,

    /// <summary>A client has taken an SA key.</summary>
    KeyTaken,

    /// <summary>The server does not know in which enclaves the ends are.</summary>
    UnknownEnclave,

    /// <summary>The server has no key of that pair of enclaves.</summary>
    NoPairKey,

    /// <summary>An SA has keys of IKE, because its client is unchanged.</summary>
    ClientUnchanged,

    /// <summary>A client that takes keys from the tree was given none.</summary>
    NoKeyGiven,

    /// <summary>An SA was set up again, so that an intermediate may get its key.</summary>
    Rekeyed,

    /// <summary>A packet was dropped because no SA came up for it, or too many waited.</summary>
    PacketDropped,
}

/// <summary>What happens in direct key exchanges with intermediates, at either side.</summary>
public enum DirectKeyEvent
{
    /// <summary>An intermediate has put its flag on a control packet.</summary>
    ControlFlagged,

    /// <summary>An intermediate has put its flag on a data packet.</summary>
    DataFlagged,

    /// <summary>An intermediate found no room for its flag.</summary>
    NoRoom,

    /// <summary>The server of an SA announces no direct key exchange: the intermediate cannot monitor it.</summary>
    NotAnnounced,

    /// <summary>The server has given an intermediate the key of an SA.</summary>
    KeyGiven,

    /// <summary>An intermediate has the key of an SA.</summary>
    KeyTaken,

    /// <summary>The server has given an intermediate a key from above SAs, which it cannot read itself.</summary>
    HigherKeyGiven,

    /// <summary>An intermediate has a key from above SAs.</summary>
    HigherKeyTaken,

    /// <summary>The server has told an intermediate that has a higher key of a new organisation key.</summary>
    EpochTold,

    /// <summary>An intermediate was told of a new organisation key.</summary>
    EpochLearned,

    /// <summary>An intermediate has erased a higher key, because its epoch and the time of grace are over.</summary>
    HigherKeyErased,

    /// <summary>The key server gives no higher key for an intermediate, or does not answer: that of the SA is given.
    /// </summary>
    HigherKeyRefused,

    /// <summary>A sealed key was not sealed by the party that it should be from, or was changed on the way.</summary>
    NotOpened,

    /// <summary>What a server has sent cannot be read.</summary>
    Malformed,

    /// <summary>Whoever has put the flag is not authorised: nothing is sent.</summary>
    NotAuthorised,

    /// <summary>The server could not reach the intermediate, or either would not believe the other.</summary>
    Unreachable,

    /// <summary>Too many keys wait for one intermediate.</summary>
    Overload,

    /// <summary>A flag was believed: the SA is set up again.</summary>
    RekeyStarted,

    /// <summary>The packet that a flag came with is not authentic: an alarm, and nothing else happens.</summary>
    Alarm,

    /// <summary>So many flags on an SA were not valid that the server has taken its counter-measure.</summary>
    CounterMeasure,

    /// <summary>A flag on an SA whose flags the server ignores for a time.</summary>
    FlagIgnored,

    /// <summary>The SA was set up again a short time ago.</summary>
    RateLimited,

    /// <summary>The SA was not set up over IKE, or has ended: it cannot be set up again.</summary>
    NotRekeyable,
}
