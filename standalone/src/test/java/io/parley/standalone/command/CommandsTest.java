package io.parley.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.ProcessLedger;
import io.parley.engines.Signals;
import io.parley.standalone.up.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path folder;

  @Test
  void nothingSaidIsAnsweredWithHelpAndIsNoSense() {
    assertEquals(Commands.USAGE, run());
    assertEquals(Help.TEXT, out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpIsGiven(String word) {
    assertEquals(Commands.OK, run(word));
    assertEquals(Help.TEXT, out());
    assertEquals("", err());
  }

  @Test
  void helpIsGivenBehindACommandToo() {
    assertEquals(Commands.OK, run("up", "--help"));
    assertEquals(Commands.OK, run("logs", "edge-1", "-h"));
    assertEquals(Help.TEXT + Help.TEXT, out());
    assertEquals("", err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void versionIsGiven(String word) {
    assertEquals(Commands.OK, run(word));
    assertTrue(out().matches("parley \\S+\n"), out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "run", "prepare", "config", "status", "logs", "down", "chat"})
  void helpNamesEveryCommandAndEachIsKnown(String command) {
    assertTrue(Help.TEXT.contains("./parley " + command + " "), command);

    assertEquals(Commands.USAGE, run(command, "--no-such-option"));
    assertEquals("there is no option --no-such-option; ./parley help lists what there is\n", err());
  }

  @Test
  void unknownCommandIsNoSense() {
    assertEquals(Commands.USAGE, run("dance", "now"));
    assertEquals("there is no command \"dance\"; ./parley help lists what there is\n", err());
    assertEquals("", out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "prepare", "config", "status", "down", "chat"})
  void commandDoesNotPassOverAWord(String command) {
    assertEquals(Commands.USAGE, run(command, "edge-1"));
    assertEquals(command + " takes no \"edge-1\"; ./parley help lists what there is\n", err());
  }

  @ParameterizedTest
  @CsvSource({"--edges,0", "--edges,65", "--routers,none"})
  void impossibleNumberOfProcessesIsNoSense(String option, String number) {
    assertEquals(Commands.USAGE, run("up", "--data", folder.toString(), option, number));
    assertEquals(
        option + ": " + number + " (expected: 1 to 64); ./parley help lists what there is\n",
        err());
  }

  @Test
  void edgesThatRunOutOfPortsAreSaid() {
    environment.put("PARLEY_EDGE_PORT", "65535");

    assertEquals(Commands.FAILED, run("up", "--data", folder.toString(), "--edges", "2"));
    assertEquals("parley: port of edge-2: 65536 (expected: up to 65535)\n", err());
  }

  @Test
  void chatWantsOneWhoTalksAndAtMostOnePlaceToBegin() {
    String usage =
        "chat wants --as NAME, and at most one of --with and --group;"
            + " ./parley help lists what there is\n";
    assertEquals(Commands.USAGE, run("chat", "--with", "bob"));
    assertEquals(usage, err());
    err.reset();
    assertEquals(Commands.USAGE, run("chat", "--as", "alice", "--with", "bob", "--group", "team"));
    assertEquals(usage, err());
  }

  @Test
  void chatTrustsAFileOnlyWhereThereIsACertificate() throws IOException {
    String file = Files.writeString(folder.resolve("trusted"), "no certificate").toString();
    assertEquals(Commands.USAGE, run("chat", "--as", "alice", "--trust", file));
    assertEquals(
        "--trust wants --server wss://…: ws://127.0.0.1:8080 has no certificate;"
            + " ./parley help lists what there is\n",
        err());
    err.reset();
    String data = folder.resolve("data").toString();
    assertEquals(
        Commands.FAILED,
        run(
            "chat",
            "--as",
            "alice",
            "--server",
            "wss://localhost",
            "--trust",
            file,
            "--data",
            data));
    assertEquals("parley: " + file + " has no certificate (expected: X.509 in PEM)\n", err());
  }

  @Test
  void loadHandsItsWordsAndItsExitCodeThrough() throws IOException {
    environment.put("PARLEY_HOME", folder.toString());
    assertEquals(Commands.FAILED, run("load", "smoke"));
    assertTrue(err().contains("the load kit is not built"), err());

    Path target = Files.createDirectories(folder.resolve("gatling/target"));
    Files.writeString(target.resolve("dependencies.classpath"), "nowhere.jar");
    // java itself: there is no such class
    assertEquals(1, run("load", "smoke", "--help"));
  }

  @Test
  void runWantsOneKnownService() {
    assertEquals(Commands.USAGE, run("run"));
    assertEquals(Commands.USAGE, run("run", "edge", "router"));
    assertEquals(Commands.USAGE, run("run", "kafka"));
    assertTrue(
        err().contains("run: \"kafka\" (expected: edge, router, presence or push); "), err());
  }

  @Test
  void configurationFaultsStopACommandAndAreAllListed() {
    environment.put("PARLEY_EDGE_PORT", "0");
    environment.put("PARLEY_NO_SUCH", "1");

    assertEquals(Commands.FAILED, run("run", "edge"));
    assertTrue(err().startsWith("parley: the configuration has faults:\n  "), err());
    assertTrue(err().contains("edge.port: \"0\" (expected: 1 to 65535)"), err());
    assertTrue(err().contains("PARLEY_NO_SUCH"), err());
  }

  @Test
  void configWantsOneOfPrintAndCheck() {
    assertEquals(Commands.USAGE, run("config"));
    assertEquals(Commands.USAGE, run("config", "--print", "--check", "x"));
    assertTrue(err().contains("config wants --print or --check FILE"), err());
  }

  @Test
  void printShowsWhatIsInForceAndMasksSecrets() throws IOException {
    Path file = file("edge:\n  port: 8181\nredis:\n  password: hunter2\n");
    environment.put("PARLEY_CASSANDRA_PASSWORD", "hunter3");
    environment.put("PARLEY_KAFKA_PROPERTIES", "sasl.jaas.config=hunter4");
    environment.put("PARLEY_ADMIN_PORT", "9191");

    assertEquals(Commands.OK, run("config", "--print", "--config", file.toString()));

    assertFalse(out().contains("hunter"), out());
    assertEquals(3, out().split("\\*{8}", -1).length - 1, out());
    assertTrue(out().contains("  port: 8181  # parley.yaml"), out());
    assertTrue(out().contains("  port: 9191  # PARLEY_ADMIN_PORT"), out());
  }

  @Test
  void printedConfigurationIsRight() throws IOException {
    assertEquals(Commands.OK, run("config", "--print"));
    Path file = file(out());

    assertEquals(Commands.OK, run("config", "--check", file.toString()), err());
    assertTrue(out().endsWith(file + " is right\n"), out());
  }

  @Test
  void checkListsAllFaults() throws IOException {
    Path file = file("edge:\n  port: 99999\n  prot: 1\nengines:\n  durability: none\nspeed: 9\n");

    assertEquals(Commands.FAILED, run("config", "--check", file.toString()));

    assertEquals("", out());
    for (String key : List.of("edge.port", "edge.prot", "engines.durability", "speed")) {
      assertEquals(
          1,
          err().lines().filter(line -> line.startsWith("  " + key + ":")).count(),
          key + " in " + err());
    }
    assertTrue(err().startsWith("parley: the configuration has faults:\n"), err());
    assertEquals(5, err().lines().count(), err());
  }

  @Test
  void faultOfASecretDoesNotShowIt() throws IOException {
    Path file = file("kafka:\n  properties:\n    password: hunter2\n");

    assertEquals(Commands.FAILED, run("config", "--check", file.toString()));
    assertFalse(err().contains("hunter2"), err());
  }

  @Test
  void fileThatCannotBeReadIsNamed() {
    Path none = folder.resolve("none.yaml");
    assertEquals(Commands.FAILED, run("config", "--check", none.toString()));
    assertEquals(Commands.FAILED, run("config", "--print", "--config", folder.toString()));
    assertEquals(
        "parley: the configuration %s cannot be read\nparley: the configuration %s cannot be read\n"
            .formatted(none, folder),
        err());
  }

  @Test
  void emptyDataDirectoryRunsNothing() {
    String data = folder.resolve("data").toString();

    assertEquals(Commands.FAILED, run("status", "--data", data));
    assertEquals(Commands.OK, run("down", "--data", data));
    assertEquals("nothing runs in %s\nnothing runs in %s\n".formatted(data, data), out());
    assertFalse(Files.exists(folder.resolve("data")));
  }

  @Test
  void statusShowsWhatShouldRunAndDoesNot() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.write(
        folder.resolve("run/state"),
        List.of(
            "redis\tENGINE\t127.0.0.1\t19379\t0\t2\t137",
            "edge-1\tSERVICE\t127.0.0.1\t8080\t9090\t0\t0"));

    assertEquals(Commands.FAILED, run("status", "--data", folder.toString()));
    assertEquals(
        """
        PROCESS  PID  PORT   ADMIN  HEALTH  SOCKETS  MEMORY  DIED
        redis    -    19379  -      dead    -        -       2x, signal 9
        edge-1   -    8080   9090   dead    -        -       -
        """,
        out());
  }

  @Test
  void statusIsWellWhenAllThatShouldRunDoes() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/state"), "launcher\tLAUNCHER\t\t0\t0\t0\t0\n");
    new ProcessLedger(folder.resolve("run/processes")).record("launcher", self);

    try (FileChannel lock =
            FileChannel.open(
                folder.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock.lock()) {
      assertEquals(Commands.OK, run("status", "--data", folder.toString()), out());
      assertTrue(out().contains("launcher  " + self.pid()), out());
    }
    assertEquals(Commands.FAILED, run("status", "--data", folder.toString()));
  }

  @Test
  void logsOfOneNameAreShownPlain() throws IOException {
    logs();

    assertEquals(Commands.OK, run("logs", "edge-1", "-n", "2", "--data", folder.toString()));
    assertEquals("two\nthree\n", out());
  }

  @Test
  void logsOfAllNamesSayWhose() throws IOException {
    logs();

    assertEquals(Commands.OK, run("logs", "-n", "1", "--data", folder.toString()));
    assertEquals("edge-1 | three\nredis | ready\n", out());
  }

  @Test
  void missingLogIsNamed() throws IOException {
    assertEquals(Commands.FAILED, run("logs", "--data", folder.toString()));
    logs();
    assertEquals(Commands.FAILED, run("logs", "kafka", "--data", folder.toString()));
    Path logs = folder.resolve("logs");
    assertEquals(
        "parley: there are no logs in %s\nparley: there is no log of kafka in %s\n"
            .formatted(logs, logs),
        err());
  }

  @Test
  void followedLogsShowWhatComesAlsoOfNewFiles() throws IOException {
    logs();
    LogsCommand command = new LogsCommand(new Commands.Context(stream(out), stream(err), Map.of()));
    DataDirectory directory = new DataDirectory(folder);
    SortedMap<Path, FollowedLog> followed = new TreeMap<>();
    Path edge = folder.resolve("logs/edge-1.log");
    followed.put(edge, FollowedLog.fromEnd(edge));

    Files.writeString(edge, "four\n", StandardOpenOption.APPEND);
    command.look(directory, List.of("edge-1"), followed);
    assertEquals("four\n", out());

    Files.writeString(folder.resolve("logs/edge-1.out"), "five\n");
    Files.writeString(folder.resolve("logs/kafka.out"), "six\n");
    command.look(directory, List.of("edge-1"), followed);
    assertEquals("four\nedge-1 | five\n", out());
  }

  @Test
  @Timeout(30)
  void suspendedLauncherIsEnded() throws Exception {
    Process launcher = new ProcessBuilder("sleep", "100").start();
    Signals.send(launcher.pid(), "STOP");
    new ProcessLedger(folder.resolve("run/processes")).record("launcher", launcher.toHandle());

    assertEquals(Commands.OK, run("down", "--data", folder.toString()), err());
    assertEquals("ending …\nended; the data stays in " + folder + "\n", out());
    assertFalse(launcher.isAlive());
  }

  @Test
  void whatPeopleCanMendIsASentence() {
    commands().tell(new IOException("the disk is full"));
    commands().tell(new NoSuchFileException("/a/b"));
    commands().tell(new IllegalArgumentException("port: -1 (expected: >= 0)"));

    assertEquals(
        """
        parley: the disk is full
        parley: /a/b: there is no such file or folder
        parley: port: -1 (expected: >= 0)
        """,
        err());
  }

  @Test
  void faultOfOursSaysWhereItIs() {
    NumberFormatException fault =
        assertThrows(NumberFormatException.class, () -> Integer.parseInt("x"));
    commands().tell(fault);

    assertTrue(err().startsWith("parley: this was not expected: For input string: \"x\"\n"), err());
    assertTrue(err().contains("\tat " + CommandsTest.class.getName()), err());
  }

  private void logs() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(folder.resolve("logs/edge-1.log"), "one\ntwo\nthree\n");
    Files.writeString(folder.resolve("logs/redis.out"), "ready\n");
    Files.writeString(folder.resolve("logs/redis.log.1"), "old\n");
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("parley.yaml"), yaml);
  }

  private int run(String... arguments) {
    return commands().run(arguments);
  }

  private Commands commands() {
    return new Commands(stream(out), stream(err), environment);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
