package io.parley.benchmarks.micro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The way from JMH to the table.
class SmallPartsTest {
  /// Another build may run beside this one: nothing here rests on the time that anything takes.
  @BeforeAll
  static void besideOthers() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  void everyPartIsRunOnceAndHasItsRow() throws Exception {
    List<String> rows = table("-f", "0", "-wi", "0", "-i", "1", "-r", "1ms", "-t", "1");
    assertEquals(
        Set.of(
            "Edge.decideOnSend",
            "Edge.readMessage",
            "Edge.spellEventForAll",
            "Frame.decodeSend BINARY",
            "Frame.decodeSend JSON",
            "Frame.encodeEvent BINARY",
            "Frame.encodeEvent JSON",
            "Frame.encodeSent BINARY",
            "Frame.encodeSent JSON",
            "Frame.respellEvent BINARY",
            "Frame.respellEvent JSON",
            "Id.mint",
            "Id.mintByTwo",
            "Id.ofRecord",
            "Record.makeDelivery",
            "Record.readCommand",
            "Record.readDelivery",
            "Record.writeCommand",
            "Record.writeDelivery",
            "Router.admit",
            "Router.decide",
            "Router.decideBatch",
            "Router.decideInGroup",
            "Router.plan",
            "Router.planToGroup"),
        rows.stream().map(row -> row.substring(2, row.indexOf(" | "))).collect(Collectors.toSet()));
    for (String row : rows) {
      assertTrue(
          row.matches("\\| [^|]+ \\| [\\d,]+\\.\\d \\| (NaN|[\\d,.]+) \\| [\\d,]+ \\|"), row);
    }
  }

  @Test
  void whatIsSaidToJmhGoesBeforeTheStandard() throws CommandLineOptionException {
    var given = SmallParts.options(new CommandLineOptions("-f", "3", "-i", "7"));
    assertEquals(3, given.getForkCount().get());
    assertEquals(7, given.getMeasurementIterations().get());
    assertEquals(4, given.getWarmupIterations().get());
  }

  private static List<String> table(String... arguments)
      throws CommandLineOptionException, RunnerException {
    var options =
        new OptionsBuilder()
            .parent(SmallParts.options(new CommandLineOptions(arguments)))
            .verbosity(VerboseMode.SILENT)
            .build();
    return SmallParts.table(new Runner(options).run()).lines().skip(2).toList();
  }
}
