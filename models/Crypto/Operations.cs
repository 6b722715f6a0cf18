using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Simulator.Crypto;

/// <summary>The cryptographic operations that device profiles price: a closed list.</summary>
public static class Operations
{
    /// <summary>aead.aes-gcm.</summary>
    public static Operation AeadAesGcm { get; } = new(
        "aead.aes-gcm", "Seal or open one message with AES-GCM.", perOctet: true);

    /// <summary>aead.chacha20-poly1305.</summary>
    public static Operation AeadChaCha20Poly1305 { get; } = new(
        "aead.chacha20-poly1305", "Seal or open one message with ChaCha20-Poly1305.", perOctet: true);

    /// <summary>aka.resynchronise.</summary>
    public static Operation AkaResynchronise { get; } = new(
        "aka.resynchronise", "Check one AUTS in the AuC and reveal SQN_MS (f1*, f5*).");

    /// <summary>aka.vector.</summary>
    public static Operation AkaVector { get; } = new(
        "aka.vector", "Make one authentication vector in the AuC (f1 to f5), without KASME.");

    /// <summary>cipher.aes-cbc.</summary>
    public static Operation CipherAesCbc { get; } = new(
        "cipher.aes-cbc", "Encrypt or decrypt one message with AES-CBC.", perOctet: true);

    /// <summary>cipher.aes-ctr.</summary>
    public static Operation CipherAesCtr { get; } = new(
        "cipher.aes-ctr", "Encrypt or decrypt one message with AES in counter mode (128-EEA2).", perOctet: true);

    /// <summary>cipher.snow3g.</summary>
    public static Operation CipherSnow3G { get; } = new(
        "cipher.snow3g", "Encrypt or decrypt one message with SNOW 3G (128-EEA1).", perOctet: true);

    /// <summary>cipher.zuc.</summary>
    public static Operation CipherZuc { get; } = new(
        "cipher.zuc", "Encrypt or decrypt one message with ZUC (128-EEA3).", perOctet: true);

    /// <summary>dh.modp1024.agree.</summary>
    public static Operation DhModp1024Agree { get; } = new(
        "dh.modp1024.agree", "Compute a Diffie-Hellman secret in the 1024-bit MODP group (group 2).");

    /// <summary>dh.modp1024.generate.</summary>
    public static Operation DhModp1024Generate { get; } = new(
        "dh.modp1024.generate", "Make a Diffie-Hellman key pair in the 1024-bit MODP group (group 2).");

    /// <summary>dh.modp2048.agree.</summary>
    public static Operation DhModp2048Agree { get; } = new(
        "dh.modp2048.agree", "Compute a Diffie-Hellman secret in the 2048-bit MODP group (group 14).");

    /// <summary>dh.modp2048.generate.</summary>
    public static Operation DhModp2048Generate { get; } = new(
        "dh.modp2048.generate", "Make a Diffie-Hellman key pair in the 2048-bit MODP group (group 14).");

    /// <summary>ecdh.p256.agree.</summary>
    public static Operation EcdhP256Agree { get; } = new(
        "ecdh.p256.agree", "Compute a Diffie-Hellman secret on the curve P-256.");

    /// <summary>ecdh.p256.generate.</summary>
    public static Operation EcdhP256Generate { get; } = new(
        "ecdh.p256.generate", "Make a Diffie-Hellman key pair on the curve P-256.");

    /// <summary>ecdsa.p256.sign.</summary>
    public static Operation EcdsaP256Sign { get; } = new(
        "ecdsa.p256.sign", "Sign one message with ECDSA on the curve P-256 (ES256).");

    /// <summary>ecdsa.p256.verify.</summary>
    public static Operation EcdsaP256Verify { get; } = new(
        "ecdsa.p256.verify", "Verify one signature of ECDSA on the curve P-256 (ES256).");

    /// <summary>hash.md5.</summary>
    public static Operation HashMd5 { get; } = new(
        "hash.md5", "Hash one input with MD5 (HTTP digest).", perOctet: true);

    /// <summary>hash.sha256.</summary>
    public static Operation HashSha256 { get; } = new("hash.sha256", "Hash one input with SHA-256.", perOctet: true);

    /// <summary>kdf.aes-cmac.</summary>
    public static Operation KdfAesCmac { get; } = new(
        "kdf.aes-cmac", "Derive one key of up to 256 bits with AES-CMAC in counter mode (SP 800-108).");

    /// <summary>kdf.hmac-sha256.</summary>
    public static Operation KdfHmacSha256 { get; } = new(
        "kdf.hmac-sha256", "Derive one key with HMAC-SHA-256: the 3GPP KDF, one block of prf+ or of HKDF.");

    /// <summary>mac.aes-cmac.</summary>
    public static Operation MacAesCmac { get; } = new(
        "mac.aes-cmac", "Make or check the code of one message with AES-CMAC (128-EIA2).", perOctet: true);

    /// <summary>mac.hmac-sha256.</summary>
    public static Operation MacHmacSha256 { get; } = new(
        "mac.hmac-sha256", "Make or check the code of one message with HMAC-SHA-256.", perOctet: true);

    /// <summary>mac.snow3g.</summary>
    public static Operation MacSnow3G { get; } = new(
        "mac.snow3g", "Make or check the code of one message with SNOW 3G (128-EIA1).", perOctet: true);

    /// <summary>mac.zuc.</summary>
    public static Operation MacZuc { get; } = new(
        "mac.zuc", "Make or check the code of one message with ZUC (128-EIA3).", perOctet: true);

    /// <summary>rsa2048.sign.</summary>
    public static Operation Rsa2048Sign { get; } = new(
        "rsa2048.sign", "Sign or decrypt once with an RSA key of 2048 bits.");

    /// <summary>rsa2048.verify.</summary>
    public static Operation Rsa2048Verify { get; } = new(
        "rsa2048.verify", "Verify or encrypt once with an RSA key of 2048 bits.");

    /// <summary>usim.authenticate.</summary>
    public static Operation UsimAuthenticate { get; } = new(
        "usim.authenticate", "Check AUTN and answer with RES, CK and IK, or with AUTS, in the USIM.");

    /// <summary>x25519.</summary>
    public static Operation X25519 { get; } = new(
        "x25519", "Multiply once on Curve25519: a key pair or a secret.");

    /// <summary>Every operation of the list, by name in ordinal order.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        AeadAesGcm, AeadChaCha20Poly1305,
        AkaResynchronise, AkaVector,
        CipherAesCbc, CipherAesCtr, CipherSnow3G, CipherZuc,
        DhModp1024Agree, DhModp1024Generate, DhModp2048Agree, DhModp2048Generate,
        EcdhP256Agree, EcdhP256Generate, EcdsaP256Sign, EcdsaP256Verify,
        HashMd5, HashSha256,
        KdfAesCmac, KdfHmacSha256,
        MacAesCmac, MacHmacSha256, MacSnow3G, MacZuc,
        Rsa2048Sign, Rsa2048Verify,
        UsimAuthenticate,
        X25519,
    ];

    /// <summary>Every name, in ordinal order: what to choose a suggestion from when a look-up fails.</summary>
    public static IReadOnlyList<string> Names { get; } = ListNames();

    /// <summary>Finds an operation by its exact name.</summary>
    /// <param name="name">The name as written in a profile.</param>
    /// <param name="operation">The operation if there is one.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out Operation? operation)
    {
        operation = null;
        foreach (Operation candidate in All)
        {
            operation = string.Equals(candidate.Name, name, StringComparison.Ordinal) ? candidate : operation;
        }

        return operation is not null;
    }

    /// <summary>What ciphering costs; null for EEA0, which does nothing.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public static Operation? Of(CipheringAlgorithm algorithm) => algorithm switch
    {
        CipheringAlgorithm.Eea0 => null,
        CipheringAlgorithm.Eea1 => CipherSnow3G,
        CipheringAlgorithm.Eea2 => CipherAesCtr,
        CipheringAlgorithm.Eea3 => CipherZuc,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>What integrity protection costs; null for EIA0, which does nothing.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public static Operation? Of(IntegrityAlgorithm algorithm) => algorithm switch
    {
        IntegrityAlgorithm.Eia0 => null,
        IntegrityAlgorithm.Eia1 => MacSnow3G,
        IntegrityAlgorithm.Eia2 => MacAesCmac,
        IntegrityAlgorithm.Eia3 => MacZuc,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    private static string[] ListNames()
    {
        string[] names = new string[All.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = All[i].Name;
        }

        return names;
    }
}
