using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Simulator.Kernel;

/// <summary>
/// Brings objects of coming events into the near cache while others happen. It changes nothing but the time that it
/// takes: a network of 100,000 terminals is larger than any cache, and each event is another terminal's.
/// </summary>
public static class Foresight
{
    private const int LineSize = 64;
    private const int LineCount = 5; // ours: of most handlers, what an event looks at

    /// <summary>Fetches an object, as far as an event may look at it.</summary>
    /// <param name="target">The object; nothing happens without one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(object? target)
    {
        if (Sse.IsSupported && target is not null)
        {
            // an address is a hint here: that the object may move meanwhile does no harm
            byte* start = *(byte**)Unsafe.AsPointer(ref target);
            for (int line = 0; line < LineCount; line++)
            {
                Sse.Prefetch0(start + (line * LineSize));
            }
        }
    }
}
