package io.parley.testing.engines;

import io.parley.engines.EngineKind;
import io.parley.engines.EnginePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the [EngineHost] of this build, or starts it; then talks to it.
///
/// A build is known by its owner: the nearest Java process among our ancestors, which is Maven or
/// an IDE. The host ends with its owner, so engines last for a build and never outlive it.
final class EngineHostClient {
  private static final Duration START_WITHIN = Duration.ofMinutes(2);

  private final Path home;
  private final Path folder;
  private final EngineHostState state;

  private EngineHostClient(Path home, Path folder, EngineHostState state) {
    this.home = home;
    this.folder = folder;
    this.state = state;
  }

  static EngineHostClient connect() {
    Path home = Path.of(System.getProperty("parley.root", "..")).toAbsolutePath().normalize();
    long owner = ownerPid();
    Path folder = EngineHost.folder(home, owner);
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        Optional<EngineHostState> running = EngineHostState.read(folder, owner);
        return new EngineHostClient(
            home, folder, running.isPresent() ? running.get() : start(home, folder, owner));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestEngines engines() {
    EnginePorts ports = state.ports();
    String unique = Long.toString(RandomGenerator.getDefault().nextLong() >>> 24, 36);
    return new TestEngines(ports, this, unique);
  }

  RedisCluster redisCluster() {
    return RedisCluster.form(home, folder);
  }

  void await(EngineKind kind, Duration patience) {
    call("await " + patience.toSeconds(), kind);
  }

  /// Sends one line and reads one: `ok`, or what went wrong.
  void call(String verb, EngineKind kind) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), state.controlPort())) {
      socket
          .getOutputStream()
          .write((verb + " " + kind.id() + "\n").getBytes(StandardCharsets.UTF_8));
      String answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      if (!"ok".equals(answer)) {
        throw new IllegalStateException(verb + " " + kind.id() + ": " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the engine host does not answer", e);
    }
  }

  private static EngineHostState start(Path home, Path folder, long owner) throws IOException {
    Path out = folder.resolve("host.out");
    Process host =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                EngineHost.class.getName(),
                home.toString(),
                Long.toString(owner))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      long until = System.nanoTime() + START_WITHIN.toNanos();
      while (System.nanoTime() < until) {
        Optional<EngineHostState> state = EngineHostState.read(folder, owner);
        if (state.isPresent()) {
          return state.get();
        }
        if (host.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new IOException("the engines did not start:\n" + Files.readString(out));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    host.destroyForcibly();
    throw new IOException("the engines did not start in " + START_WITHIN + "; see " + out);
  }

  /// Only the folders or jars that the host needs: a test's own class path can be a launcher's jar.
  private static String classPath() {
    return Stream.of(EngineHost.class, EnginePorts.class)
        .map(type -> Path.of(java.net.URI.create(location(type))).toString())
        .distinct()
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  private static long ownerPid() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.iterate(self.parent(), Optional::isPresent, p -> p.flatMap(ProcessHandle::parent))
        .flatMap(Optional::stream)
        .filter(EngineHostClient::isJava)
        .findFirst()
        .orElse(self)
        .pid();
  }

  private static boolean isJava(ProcessHandle process) {
    List<String> names = Arrays.asList("java", "javaw");
    return process
        .info()
        .command()
        .map(command -> names.contains(String.valueOf(Path.of(command).getFileName())))
        .orElse(false);
  }
}
