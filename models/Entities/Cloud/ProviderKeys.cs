using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Http;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>The keys of providers that a relying party trusts, fetched once for each (OpenID Connect Discovery 1.0).
/// </summary>
/// <param name="client">Asks for them.</param>
internal sealed class ProviderKeys(HttpClient client)
{
    private readonly Dictionary<string, JsonWebKeySet> _keys = []; // by issuer

    /// <summary>They are lost.</summary>
    public void Forget() => _keys.Clear();

    /// <summary>client -> provider  GET metadata, GET keys; nothing if they are known.</summary>
    /// <param name="provider">Whose.</param>
    /// <param name="tag">What is measured.</param>
    /// <returns>The keys; null if the provider does not give them.</returns>
    public async Process<(JsonWebKeySet? Keys, MeasurementTag Tag)> Fetch(TrustedProvider provider, MeasurementTag tag)
    {
        if (_keys.TryGetValue(provider.Issuer, out JsonWebKeySet? known))
        {
            return (known, tag);
        }

        HttpResult metadata = await Get(provider, ProviderMetadata.Path, FederationLabels.GetMetadata, tag);
        if (metadata.Failure is not null || metadata.Response.Status != HttpStatus.Ok
            || !ProviderMetadata.TryDecode(metadata.Response.Body.Span, out ProviderMetadata? said, out DecodeError _)
            || said!.Issuer != provider.Issuer) // OpenID Connect Discovery 1.0 §4.3
        {
            return (null, metadata.Tag);
        }

        string path = said.KeysUri[said.KeysUri.LastIndexOf('/')..];
        HttpResult document = await Get(provider, path, FederationLabels.GetKeys, metadata.Tag);
        if (document.Failure is not null || document.Response.Status != HttpStatus.Ok
            || !JsonWebKeySet.TryDecode(document.Response.Body.Span, out JsonWebKeySet keys, out DecodeError _))
        {
            return (null, document.Tag);
        }

        _keys[provider.Issuer] = keys;
        return (keys, document.Tag);
    }

    private Process<HttpResult> Get(TrustedProvider provider, string path, MessageLabel label, MeasurementTag tag) =>
        client.Send(provider.Address, HttpRequest.Create("GET", provider.Host, path), label, tag);
}
