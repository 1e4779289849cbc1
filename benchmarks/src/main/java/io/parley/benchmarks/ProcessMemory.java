package io.parley.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM holds when it has just collected all its garbage, in bytes.
///
/// @param resident memory that is really there, heap and native, by the kernel's account
/// @param heap objects that live
record ProcessMemory(long resident, long heap) {
  private static final long KIB = 1024;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /// Of each generation; what stands beside it, such as metaspace, has no total.
  private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

  /// A heap with the serial collector whose size says something: what is young has one size, and
  /// what is old shrinks to what lives as soon as all is collected.
  static final List<String> TIGHT_HEAP =
      List.of(
          "-Xms32m",
          "-Xmn16m",
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:MinHeapFreeRatio=1",
          "-XX:MaxHeapFreeRatio=5",
          "-XX:-ShrinkHeapInSteps");

  /// Collects, twice since what the first finds may let go of more, and reads.
  static ProcessMemory collected(long pid) throws IOException, InterruptedException {
    String process = Long.toString(pid);
    String _ = JdkTool.run("jcmd", process, "GC.run");
    String _ = JdkTool.run("jcmd", process, "GC.run");
    return new ProcessMemory(
        parseResident(Files.readString(Path.of("/proc", process, "status"))),
        parseHeap(JdkTool.run("jcmd", process, "GC.heap_info")));
  }

  static long parseResident(String status) throws IOException {
    Matcher found = RESIDENT.matcher(status);
    if (!found.find()) {
      throw new IOException("a process without memory: " + status);
    }
    return Long.parseLong(found.group(1)) * KIB;
  }

  static long parseHeap(String info) {
    return GENERATION
        .matcher(info)
        .results()
        .mapToLong(used -> Long.parseLong(used.group(1)) * KIB)
        .sum();
  }
}
