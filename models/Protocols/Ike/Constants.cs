using System;

namespace Simulator.Protocols.Ike;

// From the standard: RFC 7296 and the registry "Internet Key Exchange Version 2 (IKEv2) Parameters". An enumeration
// holds any value of its field, also one that has no name here.

/// <summary>Exchange types (§3.1).</summary>
public enum ExchangeType : byte
{
    /// <summary>IKE_SA_INIT (§1.2).</summary>
    IkeSaInit = 34,

    /// <summary>IKE_AUTH (§1.2).</summary>
    IkeAuth = 35,

    /// <summary>CREATE_CHILD_SA (§1.3).</summary>
    CreateChildSa = 36,

    /// <summary>INFORMATIONAL (§1.4).</summary>
    Informational = 37,
}

/// <summary>Payload types (§3.2).</summary>
public enum PayloadType : byte
{
    /// <summary>No further payload.</summary>
    None = 0,

    /// <summary>Security association, SA (§3.3).</summary>
    SecurityAssociation = 33,

    /// <summary>Key exchange, KE (§3.4).</summary>
    KeyExchange = 34,

    /// <summary>Identification of the initiator, IDi (§3.5).</summary>
    IdentificationInitiator = 35,

    /// <summary>Identification of the responder, IDr (§3.5).</summary>
    IdentificationResponder = 36,

    /// <summary>Certificate, CERT (§3.6).</summary>
    Certificate = 37,

    /// <summary>Certificate request, CERTREQ (§3.7).</summary>
    CertificateRequest = 38,

    /// <summary>Authentication, AUTH (§3.8).</summary>
    Authentication = 39,

    /// <summary>Nonce, Ni or Nr (§3.9).</summary>
    Nonce = 40,

    /// <summary>Notify, N (§3.10).</summary>
    Notify = 41,

    /// <summary>Delete, D (§3.11).</summary>
    Delete = 42,

    /// <summary>Vendor ID, V (§3.12).</summary>
    VendorId = 43,

    /// <summary>Traffic selector of the initiator, TSi (§3.13).</summary>
    TrafficSelectorInitiator = 44,

    /// <summary>Traffic selector of the responder, TSr (§3.13).</summary>
    TrafficSelectorResponder = 45,

    /// <summary>Encrypted and authenticated, SK (§3.14).</summary>
    Encrypted = 46,

    /// <summary>Configuration, CP (§3.15).</summary>
    Configuration = 47,

    /// <summary>Extensible authentication, EAP (§3.16).</summary>
    Eap = 48,

    /// <summary>Encrypted fragment, SKF (RFC 7383 §2.5).</summary>
    EncryptedFragment = 53,
}

/// <summary>Security protocol identifiers (§3.3.1).</summary>
public enum SecurityProtocol : byte
{
    /// <summary>None: a notification that concerns no particular association.</summary>
    None = 0,

    /// <summary>IKE.</summary>
    Ike = 1,

    /// <summary>AH.</summary>
    Ah = 2,

    /// <summary>ESP.</summary>
    Esp = 3,
}

/// <summary>Transform types (§3.3.2).</summary>
public enum TransformType : byte
{
    /// <summary>Encryption algorithm, ENCR.</summary>
    Encryption = 1,

    /// <summary>Pseudorandom function, PRF.</summary>
    Prf = 2,

    /// <summary>Integrity algorithm, INTEG.</summary>
    Integrity = 3,

    /// <summary>Diffie-Hellman group, D-H.</summary>
    Group = 4,

    /// <summary>Extended sequence numbers, ESN.</summary>
    Esn = 5,
}

/// <summary>Encryption algorithms (§3.3.2).</summary>
public enum EncryptionAlgorithm : ushort
{
    /// <summary>ENCR_AES_CBC (RFC 3602).</summary>
    AesCbc = 12,

    /// <summary>ENCR_AES_GCM_16 (RFC 4106, RFC 5282).</summary>
    AesGcm16 = 20,
}

/// <summary>Diffie-Hellman groups (§3.3.2).</summary>
public enum DhGroup : ushort
{
    /// <summary>No group.</summary>
    None = 0,

    /// <summary>1024-bit MODP.</summary>
    Modp1024 = 2,

    /// <summary>2048-bit MODP (RFC 3526).</summary>
    Modp2048 = 14,

    /// <summary>256-bit random ECP (RFC 5903).</summary>
    P256 = 19,

    /// <summary>Curve25519 (RFC 8031).</summary>
    Curve25519 = 31,
}

/// <summary>Types of identification (§3.5).</summary>
public enum IdentificationType : byte
{
    /// <summary>ID_IPV4_ADDR.</summary>
    Ipv4Address = 1,

    /// <summary>ID_FQDN.</summary>
    Fqdn = 2,

    /// <summary>ID_RFC822_ADDR.</summary>
    Rfc822Address = 3,

    /// <summary>ID_IPV6_ADDR.</summary>
    Ipv6Address = 5,

    /// <summary>ID_KEY_ID.</summary>
    KeyId = 11,
}

/// <summary>Authentication methods (§3.8).</summary>
public enum AuthenticationMethod : byte
{
    /// <summary>Shared key message integrity code.</summary>
    SharedKey = 2,
}

/// <summary>Types of traffic selectors (§3.13.1).</summary>
public enum TrafficSelectorType : byte
{
    /// <summary>TS_IPV4_ADDR_RANGE.</summary>
    Ipv4Range = 7,

    /// <summary>TS_IPV6_ADDR_RANGE.</summary>
    Ipv6Range = 8,
}

/// <summary>Types of notify messages (§3.10.1): errors below 16384, status from there on.</summary>
public enum NotifyType : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>UNSUPPORTED_CRITICAL_PAYLOAD.</summary>
    UnsupportedCriticalPayload = 1,

    /// <summary>INVALID_IKE_SPI.</summary>
    InvalidIkeSpi = 4,

    /// <summary>INVALID_MAJOR_VERSION.</summary>
    InvalidMajorVersion = 5,

    /// <summary>INVALID_SYNTAX.</summary>
    InvalidSyntax = 7,

    /// <summary>INVALID_MESSAGE_ID.</summary>
    InvalidMessageId = 9,

    /// <summary>INVALID_SPI.</summary>
    InvalidSpi = 11,

    /// <summary>NO_PROPOSAL_CHOSEN.</summary>
    NoProposalChosen = 14,

    /// <summary>INVALID_KE_PAYLOAD.</summary>
    InvalidKePayload = 17,

    /// <summary>AUTHENTICATION_FAILED.</summary>
    AuthenticationFailed = 24,

    /// <summary>SINGLE_PAIR_REQUIRED.</summary>
    SinglePairRequired = 34,

    /// <summary>NO_ADDITIONAL_SAS.</summary>
    NoAdditionalSas = 35,

    /// <summary>INTERNAL_ADDRESS_FAILURE.</summary>
    InternalAddressFailure = 36,

    /// <summary>FAILED_CP_REQUIRED.</summary>
    FailedCpRequired = 37,

    /// <summary>TS_UNACCEPTABLE.</summary>
    TsUnacceptable = 38,

    /// <summary>INVALID_SELECTORS.</summary>
    InvalidSelectors = 39,

    /// <summary>TEMPORARY_FAILURE.</summary>
    TemporaryFailure = 43,

    /// <summary>CHILD_SA_NOT_FOUND.</summary>
    ChildSaNotFound = 44,

    /// <summary>INITIAL_CONTACT.</summary>
    InitialContact = 16384,

    /// <summary>NAT_DETECTION_SOURCE_IP.</summary>
    NatDetectionSourceIp = 16388,

    /// <summary>NAT_DETECTION_DESTINATION_IP.</summary>
    NatDetectionDestinationIp = 16389,

    /// <summary>COOKIE.</summary>
    Cookie = 16390,

    /// <summary>USE_TRANSPORT_MODE.</summary>
    UseTransportMode = 16391,

    /// <summary>REKEY_SA.</summary>
    RekeySa = 16393,
}

/// <summary>Numbers that are not those of an enumeration.</summary>
public static class IkeNumber
{
    /// <summary>UDP port (§2).</summary>
    public const ushort Port = 500;

    /// <summary>UDP port behind which ESP goes over UDP too (§2.23, RFC 3948).</summary>
    public const ushort NatPort = 4500;

    /// <summary>Octets of the marker that tells IKE from ESP on port 4500: all zero (RFC 3948 §2.2).</summary>
    public const int NonEspMarkerSize = 4;

    /// <summary>First of the error types that nobody assigns (§3.10.1).</summary>
    public const NotifyType PrivateErrors = (NotifyType)8192;

    /// <summary>First of the status types.</summary>
    public const NotifyType StatusTypes = (NotifyType)16384;

    /// <summary>First of the status types that nobody assigns.</summary>
    public const NotifyType PrivateStatus = (NotifyType)40960;

    /// <summary>Octets of an IKE SPI (§3.1).</summary>
    public const int IkeSpiSize = 8;

    /// <summary>Octets of an ESP SPI (RFC 4303 §2.1).</summary>
    public const int EspSpiSize = 4;

    /// <summary>Octets of a nonce at least (§2.10).</summary>
    public const int NonceSizeMin = 16;

    /// <summary>Octets of a nonce at most (§2.10).</summary>
    public const int NonceSizeMax = 256;

    /// <summary>Octets of a cookie at most (§2.6).</summary>
    public const int CookieSizeMax = 64;

    // ours

    /// <summary>Payloads of a message, or proposals, transforms, selectors or SPIs of a payload at most: more than
    /// anybody sends, and few enough that a hostile message costs little.</summary>
    internal const int CountMax = 255;

    /// <summary>PRF_HMAC_SHA2_256, the only pseudorandom function here (RFC 4868).</summary>
    internal const ushort PrfHmacSha256 = 5;

    /// <summary>AUTH_HMAC_SHA2_256_128, the only integrity algorithm here (RFC 4868).</summary>
    internal const ushort IntegrityHmacSha256 = 12;

    /// <summary>The type of an error or status, in the words of the standard: <c>NO_PROPOSAL_CHOSEN</c>.</summary>
    /// <param name="type">The type.</param>
    public static string NameOf(NotifyType type)
    {
        string name = type.ToString();
        if (!char.IsAsciiLetterUpper(name[0]))
        {
            return name;
        }

        Span<char> words = stackalloc char[2 * name.Length];
        int size = 0;
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && size > 0)
            {
                words[size++] = '_';
            }

            words[size++] = char.ToUpperInvariant(letter);
        }

        return new string(words[..size]);
    }
}
