using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Http;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// Login by password, the conventional way. The password of an account follows from its identity; ours: what is
/// compared is of no interest, what it costs is.
/// </summary>
internal sealed class CloudLogin(Cloud cloud)
{
    private static readonly Octets Form = new(
        "<form method=\"post\"><input name=\"user\"><input name=\"password\" type=\"password\"></form>"u8);

    private readonly Work _hash = Work.Of(cloud.Processor.Find(Cloud.PasswordHash));

    /// <summary>The password of an account.</summary>
    /// <param name="imsi">Whose.</param>
    public static string PasswordOf(Imsi imsi) => $"secret of {imsi}";

    /// <summary>UE -> cloud  GET /login;  cloud -> UE  200, the form.</summary>
    public static HttpReply Offer(in MeasurementTag tag) =>
        new(HttpResponse.Create(HttpStatus.Ok, "text/html", Form), tag, FederationLabels.LoginForm);

    /// <summary>UE -> cloud  POST /login;  cloud -> UE  200 with the service, or 403.</summary>
    public async Process<HttpReply> Check(HttpRequest request, MeasurementTag tag)
    {
        if (!FormParameters.TryDecode(request.Body.Span, out FormParameters form, out DecodeError _)
            || !form.TryGet("user", out string? user) || !form.TryGet("password", out string? password)
            || !Imsi.TryParse(user, out Imsi imsi))
        {
            return cloud.Refuse(HttpStatus.BadRequest, CloudRefusal.Malformed, tag);
        }

        // the hash is computed for unknown names too: the time must not tell
        Execution execution = await cloud.Processor.Execute(_hash, tag);
        if (!execution.IsDone)
        {
            return cloud.Refuse(HttpStatus.ServiceUnavailable, CloudRefusal.Overloaded, tag);
        }

        if (!cloud.Logins.Contains(imsi))
        {
            return cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.UnknownAccount, execution.Tag);
        }

        if (password != PasswordOf(imsi))
        {
            return cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.WrongPassword, execution.Tag);
        }

        cloud.Measures.Services.Count(CloudService.ServedByPassword);
        return CloudRelyingParty.Serve(imsi.ToString(), execution.Tag);
    }
}
