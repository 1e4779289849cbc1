package io.parley.load.plan;

import java.util.Arrays;
import java.util.Optional;

/// Everything that can be said about a run: `-Dusers=200` to Maven, `--users 200` to `./parley
/// load`.
public enum Setting {
  URL(
      "url",
      "ws://127.0.0.1:8080",
      "wss?://[A-Za-z0-9.\\[\\]:-]+(,wss?://[A-Za-z0-9.\\[\\]:-]+)*",
      "ws://HOST:PORT, or wss://; several with commas",
      "the edges; people take turns at them"),
  TRUST(
      "trust", "", ".*", "a file", "certificates (PEM) to trust in place of the JDK's, for wss://"),
  USERS("users", "100", 2, 100_000, "people who are connected and take part"),
  RATE("rate", "20", 1, 100_000, "messages a second of all of them together"),
  SECONDS("seconds", "120", 1, 604_800, "how long they talk"),
  RAMP("ramp", "10", 0, 86_400, "seconds over which they arrive"),
  MEMBERS("members", "30", 2, 1_024, "members of the largest group"),
  TIMES("times", "10", 1, 1_000, "how many times the rate a spike or a burst has"),
  STEP("step", "20", 1, 100_000, "breakpoint: by so much each step is faster"),
  STEPS("steps", "30", 2, 1_000, "breakpoint: at most so many steps"),
  STEP_SECONDS("step-seconds", "15", 1, 3_600, "breakpoint: how long one lasts"),
  CUT("cut", "100", 1, 100, "reconnect storm: percent of the sockets that are cut"),
  IDLE("idle", "0", 0, 1_000_000, "sockets that are only held, by processes of their own"),
  SOURCES(
      "sources",
      "",
      "([0-9.]+(-[0-9.]+)?(,[0-9.]+(-[0-9.]+)?)*)?",
      "addresses of this machine, like 127.0.0.1-127.0.0.8,127.0.1.1",
      "where sockets come from; with loopback there are 8, else the system chooses"),
  LOGINS("logins", "50", 1, 10_000, "accounts a second that are made, at most"),
  SEED("seed", "1", 0, Integer.MAX_VALUE, "the same seed, the same people, pauses and texts"),
  SETTLE("settle", "30", 1, 3_600, "seconds to wait at the end for what is on its way"),
  READ_AGAIN(
      "read-again",
      "200000",
      0,
      100_000_000,
      "events that are read again at the end, about; 0: none"),
  MAX_CONNECT_MS(
      "max-connect-ms", "30000", 1, 600_000, "limit: arriving to welcomed, 99th percentile"),
  MAX_SENT_MS("max-sent-ms", "1000", 1, 600_000, "limit: due to acknowledged, 99th percentile"),
  MAX_EVENT_MS("max-event-ms", "1000", 1, 600_000, "limit: due to each copy, 99th percentile"),
  MAX_FAILED_PERCENT("max-failed-percent", "1", 0, 100, "limit: refused or unanswered"),
  MAX_DROPPED("max-dropped", "0", 0, 100_000_000, "limit: connections of people that others ended"),
  MAX_IDLE_LOST("max-idle-lost", "0", 0, 1_000_000, "limit: held sockets that were closed"),
  MAX_LAG_MS("max-lag-ms", "25", 1, 60_000, "void if the generator's loops are later, p99"),
  VOID("void", "fails", "fails|passes", "fails or passes", "what a void run does to a build"),
  RESULTS("results", "gatling/target/gatling", ".+", "a folder", "where reports are written");

  private final String key;
  private final String standard;
  private final String pattern;
  private final String rule;
  private final String words;
  private final long min;
  private final long max;

  Setting(String key, String standard, long min, long max, String words) {
    this(key, standard, "\\d{1,10}", "%d to %d".formatted(min, max), words, min, max);
  }

  Setting(String key, String standard, String pattern, String rule, String words) {
    this(key, standard, pattern, rule, words, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  Setting(
      String key, String standard, String pattern, String rule, String words, long min, long max) {
    this.key = key;
    this.standard = standard;
    this.pattern = pattern;
    this.rule = rule;
    this.words = words;
    this.min = min;
    this.max = max;
  }

  public static Optional<Setting> named(String key) {
    return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
  }

  public String key() {
    return key;
  }

  /// Where a scenario has none of its own.
  String standard() {
    return standard;
  }

  String rule() {
    return rule;
  }

  public String words() {
    return words;
  }

  private boolean isNumber() {
    return min != Long.MIN_VALUE;
  }

  /// The value as it is.
  String checked(String value) {
    boolean fits = value.matches(pattern);
    if (fits && isNumber()) {
      long number = Long.parseLong(value);
      fits = number >= min && number <= max;
    }
    if (!fits) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, rule));
    }
    return value;
  }
}
