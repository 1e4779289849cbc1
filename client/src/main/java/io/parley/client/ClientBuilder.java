package io.parley.client;

import java.io.IOException;
import java.net.URI;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a client is made of. A transport, a source of tokens and a listener are needed; all else
/// has a standard.
public final class ClientBuilder {
  private static final int LISTENER_TASKS_MAX = 16;
  private static final long LISTENER_IDLE_SECONDS = 30;

  private final URI server;
  private final String userId;
  private final String deviceId;
  private @Nullable Transport transport;
  private @Nullable TokenSource tokens;
  private @Nullable ClientListener listener;
  private ClientStore store = new MemoryStore();
  private String app = "parley-java";
  private Encoding encoding = Encoding.PROTO;
  private StartFrom startFrom = StartFrom.recent(50);
  private ClientLimits limits = ClientLimits.STANDARD;
  private ClientTimes times = ClientTimes.STANDARD;
  private @Nullable ScheduledExecutorService executor;
  private @Nullable Executor listenerExecutor;
  private LongSupplier nanoTime = System::nanoTime;
  private DoubleSupplier random = new SplittableRandom()::nextDouble;

  ClientBuilder(URI server, String userId, String deviceId) {
    this.server = server;
    this.userId = userId;
    this.deviceId = deviceId;
  }

  public ClientBuilder transport(Transport given) {
    transport = given;
    return this;
  }

  public ClientBuilder tokens(TokenSource given) {
    tokens = given;
    return this;
  }

  public ClientBuilder listener(ClientListener given) {
    listener = given;
    return this;
  }

  /// Standard: one that remembers as long as the process lives. The client closes it.
  public ClientBuilder store(ClientStore given) {
    store = given;
    return this;
  }

  /// Name and version of the app, for the server's log.
  public ClientBuilder app(String given) {
    app = given;
    return this;
  }

  /// Standard: `PROTO`.
  public ClientBuilder encoding(Encoding given) {
    encoding = given;
    return this;
  }

  /// Standard: the 50 newest messages.
  public ClientBuilder startFrom(StartFrom given) {
    startFrom = given;
    return this;
  }

  public ClientBuilder limits(ClientLimits given) {
    limits = given;
    return this;
  }

  public ClientBuilder times(ClientTimes given) {
    times = given;
    return this;
  }

  /// What the client runs on; may be shared by many clients. Never blocked by a client, except by
  /// its store. Standard: one daemon thread of its own.
  public ClientBuilder executor(ScheduledExecutorService given) {
    executor = given;
    return this;
  }

  /// What the listener is called on: the app's main thread, say. Standard: one daemon thread.
  public ClientBuilder listenerExecutor(Executor given) {
    listenerExecutor = given;
    return this;
  }

  /// Monotonic time and randomness (0 to below 1), for tests that step them.
  ClientBuilder surroundings(LongSupplier time, DoubleSupplier jitter) {
    nanoTime = time;
    random = jitter;
    return this;
  }

  /// Reads the store. The client then waits for [ParleyClient#start].
  public ParleyClient open() throws IOException {
    ClientSettings settings =
        new ClientSettings(server, userId, deviceId, app, encoding, startFrom, limits, times);
    ScheduledExecutorService own = executor == null ? ownExecutor() : null;
    ThreadPoolExecutor ownForListener = listenerExecutor == null ? ownListenerExecutor() : null;
    ClientParts parts =
        new ClientParts(
            required(transport, "transport"),
            required(tokens, "tokens"),
            store,
            required(listener, "listener"),
            own == null ? required(executor, "executor") : own,
            ownForListener == null ? required(listenerExecutor, "executor") : ownForListener,
            nanoTime,
            random);
    Runnable release =
        () -> {
          if (own != null) {
            own.shutdown();
          }
          if (ownForListener != null) {
            ownForListener.shutdown();
          }
        };
    return new ParleyClient(settings, new ClientShell(settings, parts, store.load()), release);
  }

  private static <T> T required(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalStateException(name + ": none (expected: one)");
    }
    return part;
  }

  private static ScheduledExecutorService ownExecutor() {
    ScheduledThreadPoolExecutor own = new ScheduledThreadPoolExecutor(1, daemons("parley-client"));
    own.setRemoveOnCancelPolicy(true);
    own.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return own;
  }

  private static ThreadPoolExecutor ownListenerExecutor() {
    // one task at a time, however much it has to say
    ThreadPoolExecutor own =
        new ThreadPoolExecutor(
            1,
            1,
            LISTENER_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LISTENER_TASKS_MAX),
            daemons("parley-listener"));
    own.allowCoreThreadTimeOut(true);
    return own;
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
