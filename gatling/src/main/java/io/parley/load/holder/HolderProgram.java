package io.parley.load.holder;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.parley.client.TokenSource;
import io.parley.load.net.Dialer;
import io.parley.load.net.Enrolment;
import io.parley.load.net.Sources;
import io.parley.load.net.Trust;
import io.parley.load.plan.LoadOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The process that holds sockets: makes accounts of twenty devices each, connects them at a pace,
/// and tells every second how many it has, until its standard input ends.
public final class HolderProgram {
  private static final int DEVICES_PER_USER = 20;
  static final int CONNECTS_PER_SECOND = 100;
  private static final int ATTEMPTS_MAX = 20;
  private static final long PAUSE_MAX_MS = 10_000;

  /// A multiple of the devices of a user.
  private static final int PART = 500;

  private final Order order;
  private final List<URI> edges;
  private final Trust trust;
  private final HeldCount count = new HeldCount();
  private final Dialer dialer;

  private HolderProgram(Order order) {
    this.order = order;
    this.edges = LoadOptions.edges(order.url);
    this.trust = Trust.of(order.trust);
    URI edge = edges.getFirst();
    this.dialer =
        new Dialer(
            Sources.of(order.sources, edge.getHost()), edge.getScheme().equals("wss"), trust);
  }

  /// What a holder is told to do.
  ///
  /// @param first number of its sockets: decides where they come from and go to
  record Order(
      String url, String trust, String sources, String prefix, int first, int sockets, int logins) {
    List<String> words() {
      return List.of(
          url,
          trust,
          sources,
          prefix,
          Integer.toString(first),
          Integer.toString(sockets),
          Integer.toString(logins));
    }

    static Order of(List<String> words) {
      return new Order(
          words.get(0),
          words.get(1),
          words.get(2),
          words.get(3),
          Integer.parseInt(words.get(4)),
          Integer.parseInt(words.get(5)),
          Integer.parseInt(words.get(6)));
    }
  }

  /// Started by [Holders] alone.
  public static void main(String[] arguments) throws InterruptedException {
    try {
      new HolderProgram(Order.of(List.of(arguments))).hold(System.out);
    } catch (IOException | RuntimeException e) {
      // a program of the kit, which speaks where it does; its event loops would keep it, and
      // whoever waits for its sockets would wait for hours
      System.err.println("holder: " + e);
      System.exit(1);
    }
  }

  private void hold(PrintStream out) throws IOException, InterruptedException {
    var _ = Thread.ofPlatform().daemon().start(HolderProgram::endWithInput);
    var _ = Thread.ofPlatform().daemon().start(() -> tell(out));
    var enrolment =
        new Enrolment(LoadOptions.http(order.url), trust, order.logins, System::nanoTime);
    var io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    var loops = new MultiThreadIoEventLoopGroup(1, io);
    // tokens last for minutes, and thousands of log-ins take longer: each part connects at once
    for (int from = 0; from < order.sockets; from += PART) {
      connect(loops.next(), from, Math.min(order.sockets, from + PART), enrolment);
    }
  }

  private void connect(EventLoop loop, int from, int to, Enrolment enrolment)
      throws IOException, InterruptedException {
    String prefix = order.prefix + (order.first + from) + "-";
    int people = Math.ceilDiv(to - from, DEVICES_PER_USER);
    List<String> users = new ArrayList<>();
    List<String> devices = new ArrayList<>();
    for (int i = 0; i < to - from; i++) {
      // devices of one user do not log in at the same moment: the server takes one after another
      users.add(prefix + i % people);
      devices.add("d" + i / people);
    }
    enrolment.create(users.stream().distinct().toList());
    List<TokenSource> tokens = enrolment.signIn(users, devices);
    long begun = System.nanoTime();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i).token(false).toCompletableFuture().join();
      dial(new Device(loop, order.first + from + i, token, devices.get(i)), 1);
      long due = begun + TimeUnit.SECONDS.toNanos(i + 1) / CONNECTS_PER_SECOND;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private record Device(EventLoop loop, int number, String token, String name) {}

  /// An edge that takes no more just now may take it later. Whoever is turned away again waits
  /// longer, and not all as long: an edge takes so many a second from one address.
  private void dial(Device device, int attempt) {
    Runnable refused =
        () -> {
          if (attempt == ATTEMPTS_MAX) {
            count.refused();
          } else {
            long pauseMs = Math.min(PAUSE_MAX_MS, attempt * 1000L) + device.number % 1000;
            var _ =
                device.loop.schedule(
                    () -> dial(device, attempt + 1), pauseMs, TimeUnit.MILLISECONDS);
          }
        };
    var _ =
        dialer
            .dial(
                device.loop,
                device.number,
                edges.get(device.number % edges.size()),
                "parley.v1.proto",
                new HeldSocket(count, device.token, device.name, refused))
            .addListener(done -> {
              if (!done.isSuccess()) {
                refused.run();
              }
            });
  }

  private void tell(PrintStream out) {
    while (true) {
      out.println(count.now(dialer.shortages()).line());
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  /// The one who started this holds the other end of standard input, and if only by living.
  /// Whatever goes on then, there is nothing to save.
  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // ended as well
    }
    System.exit(0);
  }
}
