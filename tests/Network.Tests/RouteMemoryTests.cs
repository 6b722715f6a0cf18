using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>A transport remembers the way to its peer, and finds another when there is one.</summary>
public sealed class RouteMemoryTests
{
    private const ushort Port = 4444;

    [Test]
    public void A_connection_takes_a_shorter_way_as_soon_as_there_is_one()
    {
        var world = new World();
        TcpConnection client = world.Connect();
        client.Send("by the router"u8, Fixture.Ping);
        world.Run(100);
        Assert.That(Offered(world.FirstWay), Is.EqualTo(1));
        Link direct = world.Fixture.Topology.AddLink("direct", world.A, world.B, LinkOptions.Of(Ms(1)));
        client.Send("directly"u8, Fixture.Ping);
        world.Run(200);
        Assert.That((Offered(world.FirstWay), Offered(direct)), Is.EqualTo((1, 1)));
        Assert.That(client.SendBufferedSize, Is.Zero, "all is acknowledged");
    }

    [Test]
    public void A_route_of_the_node_goes_before_what_a_connection_remembers()
    {
        var world = new World();
        TcpConnection client = world.Connect();
        IpPrefix host = IpPrefix.Host(world.B.Ip.Addresses[0]);
        world.A.Ip.Routes.Add(host, world.SecondWay.First);
        client.Send("by the other router"u8, Fixture.Ping);
        world.Run(100);
        Assert.That((Offered(world.FirstWay), Offered(world.SecondWay)), Is.EqualTo((0, 1)));
        world.A.Ip.Routes.Remove(host);
        client.Send("as before"u8, Fixture.Ping);
        world.Run(200);
        Assert.That((Offered(world.FirstWay), Offered(world.SecondWay)), Is.EqualTo((1, 1)));
    }

    [Test]
    public void An_address_that_moves_takes_its_packets_along()
    {
        var world = new World();
        TcpConnection client = world.Connect();
        IpAddress moving = world.B.Ip.Addresses[0];
        Assert.That(world.B.Ip.RemoveAddress(moving), Is.True);
        Assert.That(world.B.Ip.RemoveAddress(moving), Is.False, "it has gone");
        world.C.Ip.AddAddress(moving);
        client.Send("who are you?"u8, Fixture.Ping);
        world.Run(100);
        Assert.That(TcpStack.Of(world.C).Counters.SegmentsReceived, Is.EqualTo(1));
        Assert.That(client.EndReason, Is.EqualTo(TcpEndReason.Reset), "nobody knows it there");
    }

    private static SimTime Ms(long milliseconds) => SimTime.FromMilliseconds(milliseconds);

    private static long Offered(Link link) =>
        link.Up.Messages.Counts.Where(count => count.Label == Fixture.Ping).Sum(count => count.Count);

    // a and b with a router on either of two ways between them; c behind the first router
    private sealed class World
    {
        public World()
        {
            A = Fixture.Host("a");
            Node first = Fixture.Host("first"), second = Fixture.Host("second");
            B = Fixture.Host("b");
            C = Fixture.Host("c");
            FirstWay = Fixture.Join(A, first);
            SecondWay = Fixture.Join(A, second);
            Fixture.Join(first, B);
            Fixture.Join(second, B);
            Fixture.Join(first, C);
        }

        public Fixture Fixture { get; } = new();

        public Node A { get; }

        public Node B { get; }

        public Node C { get; }

        public Link FirstWay { get; }

        public Link SecondWay { get; }

        public void Run(long milliseconds) => Fixture.Simulation.Run(Ms(milliseconds));

        public TcpConnection Connect()
        {
            TcpStack.Of(C);
            TcpStack.Of(B).Listen(Port);
            TcpConnection client = TcpStack.Of(A).Open(new IpEndpoint(B.Ip.Addresses[0], Port));
            Run(50);
            Assert.That(client.IsEstablished, Is.True);
            return client;
        }
    }
}
