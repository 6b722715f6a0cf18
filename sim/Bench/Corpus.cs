using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Simulator.Bench;

/// <summary>Correct messages to start from: the samples of the codecs' tests, in <c>corpus.txt</c>.</summary>
internal static class Corpus
{
    private static readonly Dictionary<string, List<byte[]>> Messages = Load();

    /// <summary>The samples of a message; none if the file has none.</summary>
    /// <param name="protocol">The protocol, in lower case.</param>
    /// <param name="message">The message by its type.</param>
    internal static IReadOnlyList<byte[]> Of(string protocol, string message) =>
        Messages.TryGetValue(Key(protocol, message), out List<byte[]>? samples) ? samples : [];

    private static string Key(string protocol, string message) => protocol + ' ' + message;

    private static Dictionary<string, List<byte[]>> Load()
    {
        using Stream stream = typeof(Corpus).Assembly.GetManifestResourceStream("corpus.txt")!;
        using var reader = new StreamReader(stream);
        var messages = new Dictionary<string, List<byte[]>>(StringComparer.Ordinal);
        foreach (string line in reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] words = line.Split(' ');
            string key = Key(words[0], words[1]);
            if (!messages.TryGetValue(key, out List<byte[]>? samples))
            {
                messages.Add(key, samples = []);
            }

            samples.Add(Convert.FromHexString(words[2]));
        }

        return messages;
    }
}
