using System;
using Simulator.Crypto;

namespace Simulator.Systems;

/// <summary>
/// The RSA key of every simulated provider that signs with RS256. It is no secret and protects nothing: making a key
/// anew takes long and draws numbers that no seed determines.
/// </summary>
internal static class RsaTestKey
{
    // RSAPrivateKey (RFC 8017 §A.1.2) of 2,048 bits
    private const string Pkcs1 =
        "MIIEpAIBAAKCAQEAiG7dufpSV9K6T8sj/Ym+RQecvrmf/Dt6PRf2rUbY+aOhfbgYjFTW14tlbTxz/vIyUL1TzuROwfK0rq1yg54i"
        + "CoUSeeVJesIfWj1DBaBoI3GjrJ46Q+6COOnf0FNJcA69tpfLxMsXX+XFCJrSKBzUbVZhEXoG9ixl1SvILj5etnXsgCRdcqRbOv1a"
        + "tgMdxAx+s4ifaO3Rwzx6rKbt61i6cydb4bg0Cjbvl6yVurujWyPfYpq/NNAz3jhBQfYlpkQHI2HBCJrZtSwqCIK8+ZdKG8HJgBFX"
        + "4k0lx2Xm3kuGwiADpDCqhjK9LeAQQkxIvDNm2Wmex1Z1wTvmJs7MOjqH8QIDAQABAoIBACkMHgaVww9sNaTLK+Vce1PecfDJ/VHQ"
        + "fTsDSjKg1afp7Kzb5frWjZrk9BuU7BtAuBWlmKDu/KkKggTp50GlIn3CwqfM7boSzIcEVnVLaPl89674HfSRPjmsV6ugW0BtFvPo"
        + "IKTxK3OtOAYaOm9aGSlaKzMsYQrQmcS0evI6zpkbWhgThKrKdE1DnYxvMnJQhtIZzXq0BMw7ghpkiuaVFeKp28eFHoCAswipZBN3"
        + "RovDyn6U+94LQ1i8fyMCZLK2LROEyKyCpDlUqTPnP90YUg3FHZFJPCD0zZdVYeGMHSJL+XEFUzO+no0CuczfAPOqsTo4EsJkhVQP"
        + "1EvCp+glXP8CgYEAvZ0nM15h+NH902VGepXKklEVy1ge7put58LlfoOVY/oXu+Ss+7QKCy3hWl3Eq7LGHX6brOOsEwSUWvtPHI8s"
        + "cb7v1FuEjfnTFf9hBFo4yJi0ioRVEZwiZHARjRtTSwX10TBOVbg8sqFiI8qio1Uz4aWzXdCiKk6Ivv10O7nN/BMCgYEAuDMvlQuX"
        + "YQShkfleUjWqNfC4DFyPTRiBVTyexa9QjvyCGanzkg6HyDBtgG/Hkka/Cd9G9hPlk2VokSt3AdtqZPY3xPgWihq5tpSUmEHIUZAm"
        + "WFQEwWFPRuLyXLkEmQCa+WWwlskESWFWhy7IcEJUxvHN6Od/QTP87SuJHT6CpGsCgYEAj1A+lsbZifU9wg+j63dX+qsqq9zY1EP6"
        + "d1eJmcvemAgo9CzsyfnUNYrh7yk8QwIGV7if9VbHckBd2T5lFxLn5rkIEBtz3tNaRiAVtfJzRLqWirNmkL7QB9XkjiB/Hg9NMmUu"
        + "b/+mcOUlhiPcNVNquTxCi7/rMcrV9HUg6xuOot0CgYEAiPKdXM26ZYpA6buiEbMOcn4fCCnE7QfcGFgynz0hwr0fqR7/FUcyUncW"
        + "4pe4pBtvK1LSel/+nqCVpuDO4RWVu6yHeC0O7OzDyGgdNjoqSeHHcII+6tuDSmuuz5tLPMoDborZSLH5OulgoK76nOPkDel3MsLy"
        + "jLKvSFHG5nQ0QzMCgYBmgkbxHcjLLuIlQfYHtCqdaYo/ok+OCJpkDpFBHHN5XLMI00iUWA2r2Emy6rvxDBU6+GLD6UdXR1LD8+Vw"
        + "mgjJKKfzOq20defpoiRXY+IvKB1K7UWCCFUQqSkxBOgZ663vjo3d2DM4YFpNYjnrxfyW8UNlCo4VkI3EClZmC7bB1Q==";

    /// <summary>The key.</summary>
    public static RsaPrivateKey Make() => new(Convert.FromBase64String(Pkcs1));
}
