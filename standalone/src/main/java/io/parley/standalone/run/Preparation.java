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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/// Creates what services find there: the keyspace with its tables, and the topics. Run by one
/// process before the services; run again, it changes nothing.
public final class Preparation {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final ParleyConfig config;
  private final Surroundings surroundings;
  private final List<String> said = new ArrayList<>();

  private Preparation(ParleyConfig config, Surroundings surroundings) {
    this.config = config;
    this.surroundings = surroundings;
  }

  /// Does it, and says what was done and what is not as it should be. Blocks.
  public static List<String> run(ParleyConfig config) throws IOException, InterruptedException {
    try (Surroundings surroundings = Surroundings.real()) {
      Preparation preparation = new Preparation(config, surroundings);
      preparation.makeTables();
      preparation.makeTopics();
      return preparation.said;
    }
  }

  private void makeTables() throws IOException, InterruptedException {
    CassandraConnection cassandra = CassandraConnection.toPrepare(config.cassandra());
    try {
      Patience patience = patience();
      CompletionStage<List<String>> applied =
          cassandra
              .start()
              .thenCompose(_ ->
                  new CassandraSetup(cassandra, config.cassandra(), surroundings)
                      .run(patience::renew));
      List<String> files = await(patience.with("Cassandra", applied));
      said.add("keyspace " + config.cassandra().keyspace() + " is there");
      files.forEach(file -> said.add("schema " + file + " was applied"));
    } finally {
      await(patience().with("Cassandra", cassandra.stop()));
    }
  }

  private void makeTopics() throws IOException, InterruptedException {
    TopicSetup topics = TopicSetup.create(config.kafka(), config.topics().replication());
    try {
      TopicReport report =
          await(patience().with("Kafka", topics.ensure(config.topics().topics().all())));
      report.created().forEach(topic -> said.add("topic " + topic + " was created"));
      report.differences().forEach(difference -> said.add(difference.inWords()));
    } finally {
      topics.close(CLOSE_WITHIN);
    }
  }

  private Patience patience() {
    return new Patience(config.lifecycle().startWithin(), surroundings);
  }

  private static <T> T await(CompletableFuture<T> stage) throws IOException, InterruptedException {
    try {
      return stage.get();
    } catch (ExecutionException e) {
      throw new IOException(FaultText.of(e), e);
    }
  }
}
