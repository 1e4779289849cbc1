package io.parley.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that people start, in a checkout that looks built, with a JDK that only says how it
/// was started: with which policy of the scheduler (`proc_pid_stat(5)`, number 41), and which
/// words.
class ParleyScriptTest {
  private static final String OTHER = "0";
  private static final String BATCH = "3";
  private static final String IDLE = "5";

  private static final String JAVA =
      """
      #!/bin/sh
      cut -d ')' -f 2 /proc/$$/stat | cut -d ' ' -f 40
      echo "$@"
      """;

  @TempDir Path home;

  @BeforeEach
  void looksBuilt() throws IOException {
    Path root = Path.of(System.getProperty("parley.root", ".."));
    for (String script : List.of("parley", ".mvn/jdk.sh")) {
      write(script, Files.readString(root.resolve(script)));
    }
    write("jdk/release", "JAVA_VERSION=\"25\"\n");
    write("jdk/bin/javac", "");
    write("jdk/bin/java", JAVA);
    Path library = write("library.jar", "");
    write("standalone/target/dependencies.classpath", library.toString());
    write("standalone/target/parley-standalone-1.jar", "");
    write("standalone/target/parley.built", "");
  }

  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// What the stand-in for a JVM says, line by line.
  private List<String> java(List<String> before, String command) throws Exception {
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of(home.resolve("parley").toString(), command));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), said);
    return said.lines().toList();
  }

  private static boolean works(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command).start().waitFor() == 0;
  }

  private static void whereThereIsChrt() throws Exception {
    assumeTrue(works("chrt -b 0 true && chrt -p $$ | grep SCHED_OTHER"));
  }

  @Test
  void allThatUpStartsIsABatch() throws Exception {
    whereThereIsChrt();
    assertEquals(BATCH, java(List.of(), "up").getFirst());
  }

  @Test
  void whatRunsAloneIsScheduledLikeItsCaller() throws Exception {
    whereThereIsChrt();
    assertEquals(OTHER, java(List.of(), "run").getFirst());
  }

  @Test
  void policyThatWasChosenStays() throws Exception {
    whereThereIsChrt();
    assertEquals(IDLE, java(List.of("chrt", "-i", "0"), "up").getFirst());
  }

  @Test
  void whatRunsForLongHasHugePagesWhereThereAreSome() throws Exception {
    boolean some = works("grep -v '\\[never]' /sys/kernel/mm/transparent_hugepage/enabled");
    for (String command : List.of("up", "run")) {
      assertEquals(some, hasHugePages(java(List.of(), command)), command);
    }
    assertEquals(false, hasHugePages(java(List.of(), "status")));
  }

  private static boolean hasHugePages(List<String> said) {
    return said.getLast().contains("-XX:+UseTransparentHugePages");
  }
}
