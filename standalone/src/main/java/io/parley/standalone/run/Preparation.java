package io.parley.standalone.run;

import io.parley.history.CassandraConnection;
import io.parley.history.CassandraSetup;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.TopicReport;
import io.parley.runtime.kafka.TopicSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Creates what services find there: the keyspace with its tables, and the topics. Run by one
/// process before the services; run again, it changes nothing.
public final class Preparation {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private Preparation() {}

  /// Does it, and says what was done and what is not as it should be. Blocks.
  public static List<String> run(ParleyConfig config) throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    try (Surroundings surroundings = Surroundings.real()) {
      CassandraConnection cassandra = new CassandraConnection(config.cassandra());
      try {
        await(config, cassandra.start());
        List<String> applied =
            await(config, new CassandraSetup(cassandra, config.cassandra(), surroundings).run());
        said.add("keyspace " + config.cassandra().keyspace() + " is there");
        applied.forEach(file -> said.add("schema " + file + " was applied"));
      } finally {
        await(config, cassandra.stop());
      }
    }
    TopicSetup topics = TopicSetup.create(config.kafka(), config.topics().replication());
    try {
      TopicReport report = await(config, topics.ensure(config.topics().topics().all()));
      report.created().forEach(topic -> said.add("topic " + topic + " was created"));
      report.differences().forEach(difference -> said.add(difference.inWords()));
    } finally {
      topics.close(CLOSE_WITHIN);
    }
    return said;
  }

  private static <T> T await(ParleyConfig config, CompletionStage<T> stage)
      throws IOException, InterruptedException {
    Duration patience = config.lifecycle().startWithin();
    try {
      return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(FaultText.of(e), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "Cassandra or Kafka did not answer within " + patience.toSeconds() + " s", e);
    }
  }
}
