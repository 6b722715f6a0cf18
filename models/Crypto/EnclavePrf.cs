namespace Simulator.Crypto;

/// <summary>The pseudorandom function that computes each key of an enclave hierarchy from the key above it.</summary>
public enum EnclavePrf
{
    /// <summary>HMAC-SHA-256 in counter mode (SP 800-108r1 §4.1).</summary>
    HmacSha256,

    /// <summary>AES-256-CMAC in counter mode (SP 800-108r1 §4.1).</summary>
    AesCmac,

    /// <summary>
    /// As <see cref="AesCmac"/>, and the SA key as PSP derives it from a master key: the server key takes the master
    /// key's place, the identifier of the SA that of the SPI (PSP architecture specification, key derivation).
    /// </summary>
    Psp,
}
