package io.parley.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The machine that a result is of, in a line: no figure holds without it.
final class Machine {
  private static final Pattern MODEL =
      Pattern.compile("^model name\\s*:\\s*(.+)$", Pattern.MULTILINE);
  private static final Pattern MEMORY =
      Pattern.compile("^MemTotal:\\s*(\\d+) kB$", Pattern.MULTILINE);
  private static final double GIB_IN_KIB = 1 << 20;

  private Machine() {}

  static String line() {
    return line(Path.of("/"), Runtime.getRuntime().availableProcessors());
  }

  /// @param root under which `proc` and `sys` are; what is not told there is left out
  static String line(Path root, int processors) {
    List<String> words = new ArrayList<>();
    String model = first(MODEL, read(root, "proc/cpuinfo"));
    words.add(processors + " processors" + (model.isEmpty() ? "" : " (" + model + ")"));
    String memory = first(MEMORY, read(root, "proc/meminfo"));
    if (!memory.isEmpty()) {
      words.add(String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(memory) / GIB_IN_KIB));
    }
    words.add(System.getProperty("os.name") + " " + System.getProperty("os.version"));
    words.add("JDK " + Runtime.version());
    String idle = whenIdle(root);
    if (!idle.isEmpty()) {
      words.add(idle);
    }
    return "On " + String.join(", ", words);
  }

  /// In a virtual machine it is dear to wake up a processor that has halted, at low rates for more
  /// than a tenth of what a message costs. One that polls before it halts has that time counted as
  /// idle.
  private static String whenIdle(Path root) {
    if (!read(root, "sys/devices/system/cpu/cpuidle/current_governor").equals("haltpoll")) {
      return "";
    }
    String nanos = read(root, "sys/module/haltpoll/parameters/guest_halt_poll_ns");
    return switch (nanos) {
      case "" -> "";
      case "0" -> "idle processors halt at once";
      default -> "idle processors poll for up to " + nanos + " ns before they halt";
    };
  }

  private static String first(Pattern wanted, String text) {
    Matcher matcher = wanted.matcher(text);
    return matcher.find() ? matcher.group(1).strip() : "";
  }

  private static String read(Path root, String file) {
    try {
      return Files.readString(root.resolve(file)).strip();
    } catch (IOException e) {
      // other systems tell it elsewhere or not at all
      return "";
    }
  }
}
