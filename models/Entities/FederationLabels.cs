using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Oidc;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call the messages of the federation.</summary>
public static class FederationLabels
{
    /// <summary>vUSER to cloud.</summary>
    public static MessageLabel PostVectors { get; } = HttpLabels.Request("POST", VectorsRequest.Path);

    /// <summary>vUSER to cloud.</summary>
    public static MessageLabel GetSubscription { get; } =
        HttpLabels.Request("GET", SubscriptionAnswer.PathOf("{imsi}"));

    /// <summary>UE to cloud.</summary>
    public static MessageLabel GetService { get; } = HttpLabels.Request("GET", CloudPaths.Service);

    /// <summary>UE to cloud, with a code or an error.</summary>
    public static MessageLabel GetCallback { get; } = HttpLabels.Request("GET", CloudPaths.Callback);

    /// <summary>UE to cloud, with an ID token.</summary>
    public static MessageLabel PostCallback { get; } = HttpLabels.Request("POST", CloudPaths.Callback);

    /// <summary>UE to cloud: asks for the form of a login.</summary>
    public static MessageLabel GetLogin { get; } = HttpLabels.Request("GET", CloudPaths.Login);

    /// <summary>UE to cloud: name and password.</summary>
    public static MessageLabel PostLogin { get; } = HttpLabels.Request("POST", CloudPaths.Login);

    /// <summary>UE to vOP.</summary>
    public static MessageLabel GetAuthorize { get; } = HttpLabels.Request("GET", ProviderPaths.Authorize);

    /// <summary>UE to vOP.</summary>
    public static MessageLabel PostAka { get; } = HttpLabels.Request("POST", AkaAnswer.Path);

    /// <summary>Cloud to vOP.</summary>
    public static MessageLabel PostToken { get; } = HttpLabels.Request("POST", ProviderPaths.Token);

    /// <summary>Cloud to vOP.</summary>
    public static MessageLabel GetKeys { get; } = HttpLabels.Request("GET", ProviderPaths.Keys);

    /// <summary>Cloud to vOP.</summary>
    public static MessageLabel GetMetadata { get; } = HttpLabels.Request("GET", ProviderMetadata.Path);

    /// <summary>Vectors.</summary>
    public static MessageLabel Vectors { get; } = Ok("vectors");

    /// <summary>A subscription.</summary>
    public static MessageLabel Subscription { get; } = Ok("subscription");

    /// <summary>A challenge.</summary>
    public static MessageLabel Challenge { get; } = Ok("challenge");

    /// <summary>An ID token in a form that the terminal posts on.</summary>
    public static MessageLabel IdToken { get; } = Ok("id_token");

    /// <summary>Tokens for a code.</summary>
    public static MessageLabel Tokens { get; } = Ok("tokens");

    /// <summary>Keys of a provider.</summary>
    public static MessageLabel Keys { get; } = Ok("keys");

    /// <summary>Metadata of a provider.</summary>
    public static MessageLabel Metadata { get; } = Ok("metadata");

    /// <summary>What the terminal wanted.</summary>
    public static MessageLabel Service { get; } = Ok("service");

    /// <summary>The form of a login.</summary>
    public static MessageLabel LoginForm { get; } = Ok("login form");

    /// <summary>Every message by its name.</summary>
    public static IReadOnlyList<string> Messages { get; } =
    [
        PostVectors.Message, GetSubscription.Message, GetService.Message, GetCallback.Message, PostCallback.Message,
        GetLogin.Message, PostLogin.Message, GetAuthorize.Message, PostAka.Message, PostToken.Message, GetKeys.Message,
        GetMetadata.Message,
        .. HttpStatus.All.Select(HttpLabels.TextOf),
    ];

    private static MessageLabel Ok(string carried) =>
        new(HttpLabels.Protocol, HttpLabels.TextOf(HttpStatus.Ok), carried);
}

/// <summary>Paths of a cloud service.</summary>
public static class CloudPaths
{
    /// <summary>What terminals want.</summary>
    public const string Service = "/service";

    /// <summary>redirect_uri.</summary>
    public const string Callback = "/callback";

    /// <summary>Login by password.</summary>
    public const string Login = "/login";

    /// <summary>Reads the path of an account's subscription.</summary>
    /// <param name="path">A path.</param>
    /// <param name="imsi">Whose subscription it is.</param>
    public static bool TryReadSubscription(string path, out Imsi imsi)
    {
        ArgumentNullException.ThrowIfNull(path);
        const string Start = SubscriptionAnswer.PathStart, End = SubscriptionAnswer.PathEnd;
        imsi = default;
        return path.StartsWith(Start, StringComparison.Ordinal) && path.EndsWith(End, StringComparison.Ordinal)
            && path.Length > Start.Length + End.Length
            && Imsi.TryParse(path.AsSpan(Start.Length, path.Length - Start.Length - End.Length), out imsi);
    }
}

/// <summary>Paths of an OpenID provider.</summary>
public static class ProviderPaths
{
    /// <summary>Authorization endpoint.</summary>
    public const string Authorize = "/authorize";

    /// <summary>Token endpoint.</summary>
    public const string Token = "/token";

    /// <summary>JSON Web Key Set.</summary>
    public const string Keys = "/jwks";
}
