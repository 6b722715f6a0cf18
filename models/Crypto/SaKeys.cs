namespace Simulator.Crypto;

/// <summary>What the keys of a tree are for.</summary>
public enum KeyUse
{
    /// <summary>Encryption and authentication: there is one tree.</summary>
    Both,

    /// <summary>Encryption, where authentication has a tree of its own.</summary>
    Encryption,

    /// <summary>Authentication, where encryption has a tree of its own.</summary>
    Authentication,
}

/// <summary>What somebody knows of the key of an SA: one key, or one of each tree.</summary>
/// <param name="Key">The key, or that of the tree for encryption.</param>
/// <param name="Authentication">The key of the tree for authentication, if there are two.</param>
/// <param name="VerifiesOnly">True if the key for encryption is not known.</param>
public readonly record struct SaKeys(Key256 Key, Key256 Authentication = default, bool VerifiesOnly = false);
