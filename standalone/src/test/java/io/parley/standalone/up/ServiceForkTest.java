package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EnginePorts;
import io.parley.engines.ProcessPlan;
import io.parley.runtime.config.ConfigReader;
import io.parley.standalone.run.ParleyConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceForkTest {
  private static final EnginePorts PORTS = new EnginePorts("127.1.2.3", 11, 12, 13, 14, 15);

  private final ParleyConfig config = ConfigReader.standard(ParleyConfig.class);
  private final DataDirectory directory = new DataDirectory(Path.of("/data"));

  @Test
  void addressesLetAServiceFindTheEngines() {
    assertEquals(
        Map.of(
            "PARLEY_CASSANDRA_CONTACT_POINTS", "127.1.2.3:11",
            "PARLEY_KAFKA_BOOTSTRAP_SERVERS", "127.1.2.3:13",
            "PARLEY_REDIS_ADDRESSES", "redis://127.1.2.3:15"),
        Launcher.addresses(PORTS));
  }

  @Test
  void forkHasItsPortsItsLogAndTheEnginesInItsEnvironment() {
    ProcessPlan plan = plan();

    assertEquals("edge-2", plan.name());
    assertEquals(
        Map.of(
            "PARLEY_REDIS_ADDRESSES", "redis://127.1.2.3:15",
            "PARLEY_EDGE_PORT", "8081",
            "PARLEY_ADMIN_PORT", "9091",
            "PARLEY_LOG_FILE", "/data/logs/edge-2.log"),
        plan.environment());
    assertEquals(Path.of("/data/logs/edge-2.out"), plan.out());
  }

  @Test
  void forkRunsTheSameProgramWithTheSameFile() throws Exception {
    List<String> command = plan().preparation().command();

    assertEquals(
        List.of("io.parley.standalone.Main", "run", "edge", "--config", "my.yaml"),
        command.subList(command.size() - 5, command.size()));
  }

  @Test
  void forkMayTakeAsLongToEndAsItsComponentsMay() {
    assertTrue(
        plan()
                .stopWithin()
                .compareTo(config.lifecycle().drainWithin().plus(config.lifecycle().stopWithin()))
            > 0);
  }

  private ProcessPlan plan() {
    return ServiceFork.plan(
        Shape.apart(config, 2, 1).places().get(1),
        config,
        directory,
        Map.of("PARLEY_REDIS_ADDRESSES", "redis://127.1.2.3:15"),
        List.of("--config", "my.yaml"));
  }
}
