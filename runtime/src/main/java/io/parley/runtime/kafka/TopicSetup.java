package io.parley.runtime.kafka;

import io.parley.protocol.TopicSpec;
import io.parley.runtime.kafka.TopicReport.Difference;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/// Makes topics that are missing, and compares those that are not with what they should be. Never
/// alters or deletes one: both are an operator's decision.
///
/// May run in any number of processes at once. Fails with Kafka's own exceptions; running it again
/// is safe, so call it through a policy that repeats.
public final class TopicSetup {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  /// Three copies are there to lose one. A record that only one has would be gone with it.
  private static final int REPLICATION_TO_LOSE_ONE = 3;

  private final Admin admin;
  private final int replication;

  TopicSetup(Admin admin, int replication) {
    if (replication < 1 || replication > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "replication: %d (expected: 1..%d)".formatted(replication, Short.MAX_VALUE));
    }
    this.admin = admin;
    this.replication = replication;
  }

  /// With a client, and thus a thread, of its own until [#close]. `replication` is how many copies
  /// each topic has.
  public static TopicSetup create(KafkaSettings settings, int replication) {
    Map<String, Object> properties = ClientProperties.common(settings, "topics");
    int requestMs = ClientProperties.ms(REQUEST_TIMEOUT);
    int callMs = ClientProperties.ms(CALL_TIMEOUT);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, requestMs);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, callMs);
    return new TopicSetup(Admin.create(properties), replication);
  }

  /// Does not block; completes on the client's thread. A topic that another process makes at the
  /// same moment may not be known to every broker yet, which fails this once.
  public CompletionStage<TopicReport> ensure(List<TopicSpec> specs) {
    return admin
        .listTopics()
        .names()
        .toCompletionStage()
        .thenCompose(existing ->
            create(specs.stream().filter(spec -> !existing.contains(spec.name())).toList()))
        .thenCompose(created -> compare(specs, created))
        .thenCompose(report -> whenLed(specs, report.created()).thenApply(_ -> report));
  }

  /// Waits until every partition's leader answers for it. A broker tells clients of a new partition
  /// a moment before it takes records for it; in that moment an idempotent producer's first batch
  /// is refused and its second taken, and that partition then refuses the producer for good.
  private CompletionStage<?> whenLed(List<TopicSpec> specs, List<String> created) {
    Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
    List<String> found = new ArrayList<>();
    for (TopicSpec spec : specs) {
      if (created.contains(spec.name())) {
        // Nor is a topic that was just made described at once; asked for offsets, Kafka waits
        ask(spec.name(), spec.partitions(), questions);
      } else {
        found.add(spec.name());
      }
    }
    return admin
        .describeTopics(found)
        .allTopicNames()
        .toCompletionStage()
        .thenCompose(described -> {
          described.forEach((topic, is) -> ask(topic, is.partitions().size(), questions));
          return admin.listOffsets(questions).all().toCompletionStage();
        });
  }

  private static void ask(String topic, int partitions, Map<TopicPartition, OffsetSpec> questions) {
    for (int partition = 0; partition < partitions; partition++) {
      questions.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
  }

  /// Blocks for `within` at most.
  public void close(Duration within) {
    admin.close(within);
  }

  /// The names of those that this call made.
  private CompletionStage<List<String>> create(List<TopicSpec> missing) {
    if (missing.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    CreateTopicsResult result = admin.createTopics(missing.stream().map(this::asNew).toList());
    CompletionStage<List<String>> created = CompletableFuture.completedStage(new ArrayList<>());
    for (Map.Entry<String, KafkaFuture<Void>> topic : result.values().entrySet()) {
      CompletionStage<Boolean> made =
          topic.getValue().toCompletionStage().handle(TopicSetup::wasMade);
      created =
          created.thenCombine(
              made,
              (names, mine) -> {
                if (mine) {
                  names.add(topic.getKey());
                }
                return names;
              });
    }
    return created;
  }

  private static boolean wasMade(@Nullable Void nothing, @Nullable Throwable failure) {
    if (failure == null) {
      return true;
    }
    Throwable cause = StageFailure.of(failure);
    if (cause instanceof TopicExistsException) {
      // Another process was quicker
      return false;
    }
    throw new CompletionException(cause);
  }

  private NewTopic asNew(TopicSpec spec) {
    return new NewTopic(spec.name(), spec.partitions(), (short) replication)
        .configs(settings(spec, replication));
  }

  /// Those that the topic has whoever runs it, and those that follow from its copies.
  private static Map<String, String> settings(TopicSpec spec, int replication) {
    Map<String, String> settings = new TreeMap<>(spec.settings());
    if (replication >= REPLICATION_TO_LOSE_ONE) {
      settings.putIfAbsent("min.insync.replicas", "2");
    }
    return settings;
  }

  private CompletionStage<TopicReport> compare(List<TopicSpec> specs, List<String> created) {
    List<TopicSpec> found = specs.stream().filter(spec -> !created.contains(spec.name())).toList();
    if (found.isEmpty()) {
      return CompletableFuture.completedStage(new TopicReport(created, List.of()));
    }
    List<String> names = found.stream().map(TopicSpec::name).toList();
    CompletionStage<Map<String, TopicDescription>> descriptions =
        admin.describeTopics(names).allTopicNames().toCompletionStage();
    CompletionStage<Map<ConfigResource, Config>> configs =
        admin
            .describeConfigs(names.stream().map(TopicSetup::resource).toList())
            .all()
            .toCompletionStage();
    return descriptions.thenCombine(
        configs,
        (described, configured) -> {
          List<Difference> differences = new ArrayList<>();
          for (TopicSpec spec : found) {
            TopicDescription description = described.get(spec.name());
            Config config = configured.get(resource(spec.name()));
            if (description == null || config == null) {
              throw new IllegalStateException("Kafka did not describe topic " + spec.name());
            }
            differences.addAll(differences(spec, replication, description, config));
          }
          return new TopicReport(created, differences);
        });
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /// Where a topic is not as it should be, in a fixed order.
  static List<Difference> differences(
      TopicSpec spec, int replication, TopicDescription is, Config config) {
    List<Difference> differences = new ArrayList<>();
    int partitions = is.partitions().size();
    if (partitions != spec.partitions()) {
      differences.add(difference(spec, "partitions", spec.partitions(), partitions));
    }
    int copies =
        is.partitions().stream()
            .map(partition -> partition.replicas().size())
            .min(Comparator.naturalOrder())
            .orElse(0);
    if (copies != replication) {
      differences.add(difference(spec, "replication", replication, copies));
    }
    settings(spec, replication)
        .forEach((name, expected) -> {
          ConfigEntry entry = config.get(name);
          String actual = entry == null ? "unknown to the broker" : entry.value();
          if (!expected.equals(actual)) {
            differences.add(difference(spec, name, expected, actual));
          }
        });
    return differences;
  }

  private static Difference difference(
      TopicSpec spec, String property, Object expected, Object actual) {
    return new Difference(spec.name(), property, expected.toString(), actual.toString());
  }
}
