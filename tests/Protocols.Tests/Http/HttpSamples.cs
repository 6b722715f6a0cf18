using System;
using System.Text;

namespace Tests.Protocols;

/// <summary>Messages as people write them: a bar ends a line.</summary>
internal static class HttpSamples
{
    // Messages of conformance/samples/http_gba_oidc.pcapng, which tshark has read without a complaint.
    public const string Bootstrapping =
        "GET / HTTP/1.1|Host: bsf.mnc001.mcc001.pub.3gppnetwork.org|User-Agent: Bootstrapping Client Agent; Release-6|"
        + "Authorization: Digest username=\"001010123456789@ims.mnc001.mcc001.3gppnetwork.org\", "
        + "realm=\"bsf.mnc001.mcc001.pub.3gppnetwork.org\", nonce=\"\", uri=\"/\", response=\"\"||";

    public const string Authorize =
        "GET /authorize?response_type=code&client_id=sim-client&scope=openid&redirect_uri=http%3A%2F%2Fapp.example%2Fcb"
        + "&state=xyz&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        + "&code_challenge_method=S256 HTTP/1.1|Host: op.example||";

    public const string Token =
        "POST /token HTTP/1.1|Host: op.example|Content-Type: application/x-www-form-urlencoded|Content-Length: 179||"
        + "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=http%3A%2F%2Fapp.example%2Fcb"
        + "&client_id=sim-client&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public const string Found =
        "HTTP/1.1 302 Found|Location: http://app.example/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz|Content-Length: 0||";

    public const string UserInfo =
        "HTTP/1.1 200 OK|Content-Type: application/json|Content-Length: 38||"
        + "{\"sub\":\"248289761001\",\"enclave\":\"red\"}";

    // RFC 9112 §7.1, one chunk, the form that we write.
    public const string Chunked = "HTTP/1.1 200 OK|Transfer-Encoding: chunked||4|Wiki|0||";

    public const string NoContent = "HTTP/1.1 204 No Content||";

    public static byte[] Octets(string text) =>
        Encoding.ASCII.GetBytes(text.Replace("|", "\r\n", StringComparison.Ordinal));

    public static string Hex(string text) => Convert.ToHexString(Octets(text));
}
