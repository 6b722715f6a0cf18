using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Simulator.Results;

/// <summary>Keys of one ESP security association, as Wireshark's table wants them.</summary>
/// <param name="Protocol"><c>IPv4</c> or <c>IPv6</c>.</param>
/// <param name="Source">Source address of the outer header.</param>
/// <param name="Destination">Its destination address.</param>
/// <param name="Spi">Security parameters index.</param>
/// <param name="Encryption">As in <c>AES-CBC [RFC3602]</c>.</param>
/// <param name="EncryptionKey">The key; with AEAD the salt after it.</param>
/// <param name="Authentication">As in <c>HMAC-SHA-256-128 [RFC4868]</c>, or <c>NULL</c>.</param>
/// <param name="AuthenticationKey">The key, or nothing.</param>
public sealed record EspAssociation(
    string Protocol, string Source, string Destination, uint Spi, string Encryption, byte[] EncryptionKey,
    string Authentication, byte[] AuthenticationKey);

/// <summary>Keys of one IKEv2 association, as Wireshark's table wants them.</summary>
/// <param name="InitiatorSpi">The initiator's SPI.</param>
/// <param name="ResponderSpi">The responder's SPI.</param>
/// <param name="EncryptionKeys">SK_ei and SK_er; with AEAD the salt after each.</param>
/// <param name="Encryption">As in <c>AES-CBC-128 [RFC3602]</c>.</param>
/// <param name="IntegrityKeys">SK_ai and SK_ar, or nothing.</param>
/// <param name="Integrity">As in <c>HMAC_SHA2_256_128 [RFC4868]</c>, or <c>NONE [RFC4306]</c>.</param>
public sealed record IkeAssociation(
    ulong InitiatorSpi, ulong ResponderSpi, (byte[] Initiator, byte[] Responder) EncryptionKeys, string Encryption,
    (byte[] Initiator, byte[] Responder) IntegrityKeys, string Integrity);

/// <summary>
/// A Wireshark profile folder beside a capture: with <c>WIRESHARK_CONFIG_DIR</c> on it the capture opens with checksums
/// verified, ESP and IKEv2 decrypted, and no more suspicion than a record of what was sent deserves. Bounded, so that a
/// run with many associations does not fill the memory.
/// </summary>
public sealed class WiresharkProfile
{
    /// <summary>Name of the folder.</summary>
    public const string Folder = "wireshark";

    /// <summary>Most associations of each kind.</summary>
    public const int AssociationMax = 100_000;

    // Wireshark 4.0 calls a retransmission out of order if new text left less than a round trip before, unless two
    // duplicate acknowledgments were seen, the last less than 20 ms ago: a guess for captures on the way, where
    // segments may have overtaken each other. Here each was recorded as it left its sender, so the guess is shown as a
    // note, like the retransmission that it is. The analysis stays on; what is missing is still a warning.
    private const string Severities =
        """
        # Recorded where sent: what is suspected to be out of order was sent again.
        "tcp.analysis.out_of_order","Note"

        """;

    private readonly List<EspAssociation> _esp = [];
    private readonly List<IkeAssociation> _ike = [];

    /// <summary>
    /// True for scenarios with EEA0, whose NAS messages are in the clear; false for ciphers, whose octets tshark would
    /// otherwise take for messages.
    /// </summary>
    public bool IsNasInClear { get; set; } = true;

    /// <summary>Associations that found no place.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>Adds an ESP association.</summary>
    /// <param name="association">Its keys.</param>
    public void Add(EspAssociation association) => Add(_esp, association);

    /// <summary>Adds an IKEv2 association.</summary>
    /// <param name="association">Its keys.</param>
    public void Add(IkeAssociation association) => Add(_ike, association);

    /// <summary>Writes a folder of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Path of the folder within that of the run.</param>
    public void Write(RunFolder run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach ((string name, string text) in Files())
        {
            using FileStream stream = run.Create($"{folder}/{name}");
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Names and texts of the files of a profile folder.</summary>
    internal IEnumerable<(string Name, string Text)> Files() =>
    [
        ("preferences", Preferences()),
        ("expert_severity", Severities),
        ("esp_sa", string.Concat(_esp.ConvertAll(Line))),
        ("ikev2_decryption_table", string.Concat(_ike.ConvertAll(Line))),
    ];

    private string Preferences() =>
        $"""
        # Wireshark profile of this run: point WIRESHARK_CONFIG_DIR at this folder.
        ip.check_checksum: TRUE
        udp.check_checksum: TRUE
        tcp.check_checksum: TRUE
        sctp.checksum: CRC-32C
        esp.enable_encryption_decode: TRUE
        esp.enable_authentication_check: TRUE
        esp.do_esp_sequence_analysis: FALSE
        nas-eps.null_decipher: {(IsNasInClear ? "TRUE" : "FALSE")}

        """;

    private static string Line(EspAssociation sa) =>
        $"\"{sa.Protocol}\",\"{sa.Source}\",\"{sa.Destination}\",\"0x{sa.Spi:x8}\",\"{sa.Encryption}\","
        + $"\"{Hex("0x", sa.EncryptionKey)}\",\"{sa.Authentication}\",\"{Hex("0x", sa.AuthenticationKey)}\"\n";

    private static string Line(IkeAssociation sa) =>
        $"{sa.InitiatorSpi:x16},{sa.ResponderSpi:x16},{Pair(sa.EncryptionKeys)},\"{sa.Encryption}\","
        + $"{Pair(sa.IntegrityKeys)},\"{sa.Integrity}\"\n";

    private static string Pair((byte[] Initiator, byte[] Responder) keys) =>
        $"{Hex("", keys.Initiator)},{Hex("", keys.Responder)}";

    private static string Hex(string prefix, byte[] key) =>
        key.Length == 0 ? "" : prefix + Convert.ToHexStringLower(key);

    private void Add<T>(List<T> associations, T association)
    {
        if (associations.Count == AssociationMax)
        {
            SkippedCount++;
            return;
        }

        associations.Add(association);
    }
}
