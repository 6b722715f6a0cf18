using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using NUnit.Framework;

namespace Tests.Cli;

/// <summary>
/// Headless Chromium with one page, told what to do by the DevTools protocol, in a profile of its own that goes with
/// it.
/// </summary>
internal sealed class Browser : IDisposable
{
    private const int WaitMilliseconds = 120_000;
    private const string Listening = "DevTools listening on ";

    private static readonly string[] Options =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-extensions",
        "--disable-dev-shm-usage", "--disable-component-update", "--no-first-run", "--hide-scrollbars",
        "--remote-debugging-port=0", "about:blank",
    ];

    private readonly string _profile = Directory.CreateTempSubdirectory("chromium-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _timeout = new(WaitMilliseconds);
    private readonly string _session = "";
    private int _lastId;

    public Browser()
    {
        _process = Start(_profile);
        try
        {
            _session = Attach();
        }
        catch
        {
            Dispose();
            throw;
        }

        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            Ask(domain + ".enable");
        }
    }

    /// <summary>What the page has complained of: errors of the console and of scripts.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What the page has asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Shows a file, and waits until it is there.</summary>
    public void Open(string file)
    {
        Complaints.Clear();
        Requests.Clear();
        Ask("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        while ((string?)Receive()["method"] != "Page.loadEventFired")
        {
        }
    }

    /// <summary>Width and height of the window; a phone's are taken as those of a phone.</summary>
    public void Resize(int width, int height) => Ask("Emulation.setDeviceMetricsOverride", new()
    {
        ["width"] = width,
        ["height"] = height,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = width < 500,
    });

    /// <summary>Light or dark.</summary>
    public void Prefer(string scheme) => Ask("Emulation.setEmulatedMedia", new()
    {
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
    });

    /// <summary>The value of an expression in the page.</summary>
    public JsonNode? Evaluate(string expression)
    {
        JsonNode answer = Ask("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        Assert.That(answer["exceptionDetails"]?.ToJsonString(), Is.Null, expression);
        return answer["result"]!["value"];
    }

    /// <summary>The tabulator key.</summary>
    public void PressTab()
    {
        foreach (string kind in (string[])["rawKeyDown", "keyUp"])
        {
            Ask("Input.dispatchKeyEvent", new()
            {
                ["type"] = kind,
                ["key"] = "Tab",
                ["code"] = "Tab",
                ["windowsVirtualKeyCode"] = 9,
            });
        }
    }

    /// <summary>The page on paper, as a PDF file.</summary>
    public byte[] Print() => Convert.FromBase64String((string)Ask("Page.printToPDF")["data"]!);

    /// <summary>The whole page as a picture.</summary>
    public byte[] Picture() => Convert.FromBase64String((string)Ask(
        "Page.captureScreenshot", new() { ["captureBeyondViewport"] = true })["data"]!);

    public void Dispose()
    {
        _socket.Dispose();
        _timeout.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    // To a page of its own.
    private string Attach()
    {
        _socket.ConnectAsync(new Uri(AddressOf(_process)), _timeout.Token).GetAwaiter().GetResult();
        string target = (string)Ask("Target.createTarget", new() { ["url"] = "about:blank" })["targetId"]!;
        return (string)Ask("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true })["sessionId"]!;
    }

    private static Process Start(string profile)
    {
        var start = new ProcessStartInfo("chromium", [$"--user-data-dir={profile}", .. Options])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new AssertionException(
                "chromium is missing: `./simulate test` installs it, or by hand `apt-get install chromium`", missing);
        }
    }

    // It says where it listens; whatever else it says is of no interest.
    private static string AddressOf(Process process)
    {
        using var isKnown = new ManualResetEventSlim();
        string address = "";
        process.ErrorDataReceived += (_, line) =>
        {
            if (address.Length == 0 && (line.Data is null || line.Data.StartsWith(Listening, StringComparison.Ordinal)))
            {
                address = line.Data?[Listening.Length..].Trim() ?? " ";
                isKnown.Set();
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Assert.That(isKnown.Wait(WaitMilliseconds) && address != " ", Is.True, "chromium does not listen");
        return address;
    }

    private JsonNode Ask(string method, JsonObject? parameters = null)
    {
        int id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session.Length > 0)
        {
            message["sessionId"] = _session;
        }

        byte[] octets = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(message);
        _socket.SendAsync(octets, WebSocketMessageType.Text, true, _timeout.Token).GetAwaiter().GetResult();
        JsonNode answer = Receive();
        while ((int?)answer["id"] != id)
        {
            answer = Receive();
        }

        Assert.That(answer["error"]?.ToJsonString(), Is.Null, method);
        return answer["result"]!;
    }

    // The next message; what tells of a complaint or a request is noted.
    private JsonNode Receive()
    {
        using var message = new MemoryStream();
        byte[] part = new byte[64 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = _socket.ReceiveAsync(part.AsMemory(), _timeout.Token).AsTask().GetAwaiter().GetResult();
            message.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        JsonNode node = JsonNode.Parse(message.ToArray())!;
        Note((string?)node["method"] ?? "", node["params"]);
        return node;
    }

    private void Note(string method, JsonNode? parameters)
    {
        bool isError = method == "Runtime.exceptionThrown"
            || (method == "Runtime.consoleAPICalled" && (string?)parameters!["type"] is "error" or "warning")
            || (method == "Log.entryAdded" && (string?)parameters!["entry"]!["level"] is "error" or "warning");
        if (isError)
        {
            Complaints.Add(parameters!.ToJsonString());
        }

        if (method == "Network.requestWillBeSent")
        {
            Requests.Add((string)parameters!["request"]!["url"]!);
        }
    }
}
