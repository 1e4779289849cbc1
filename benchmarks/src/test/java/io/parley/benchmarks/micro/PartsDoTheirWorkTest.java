package io.parley.benchmarks.micro;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.Decoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is measured is the work that its name says, and not a refusal of it.
class PartsDoTheirWorkTest {
  private final RecordBenchmark records = new RecordBenchmark();
  private final IdBenchmark ids = new IdBenchmark();

  @Test
  void theMessageHas100Characters() {
    assertEquals(100, Samples.TEXT.length());
    assertTrue(Samples.TEXT.chars().allMatch(c -> c < 0x80));
  }

  @ParameterizedTest
  @EnumSource
  void framesComeBackAsTheyWere(FrameBenchmark.Spelling spelling) {
    FrameBenchmark frames = new FrameBenchmark();
    frames.spelling = spelling;
    frames.spell();
    assertEquals(new Decoded.Ok<>(Samples.send()), frames.decodeSend());
    assertEquals(
        new Decoded.Ok<>(Samples.event()), spelling.codec().decodeServer(frames.encodeEvent()));
    assertArrayEquals(frames.encodeEvent(), frames.respellEvent());
    assertEquals(
        new Decoded.Ok<>(Samples.sent()), spelling.codec().decodeServer(frames.encodeSent()));
  }

  @Test
  void recordsComeBackAsTheyWere() throws InvalidProtocolBufferException {
    assertEquals(Samples.command(), records.readCommand());
    assertArrayEquals(Samples.command().toByteArray(), records.writeCommand());
    assertEquals(Samples.delivery(), records.readDelivery());
    assertArrayEquals(Samples.delivery().toByteArray(), records.writeDelivery());
    assertEquals(Samples.delivery(), records.makeDelivery());
  }

  @Test
  void aLeasedSourceMints() {
    IdBenchmark.Leased leased = new IdBenchmark.Leased();
    long first = ids.mint(leased);
    long second = ids.mintByTwo(leased);
    assertTrue(first > 0 && second > first, first + ", " + second);
  }

  @Test
  void recordsOfOneMillisecondCountOnAndThoseOfTheNextBegin() {
    IdBenchmark.Log log = new IdBenchmark.Log();
    long tick = Samples.AT_MS - SnowflakeLayout.EPOCH.toEpochMilli();
    for (int sequence = 0; sequence < 16; sequence++) {
      assertEquals(SnowflakeLayout.compose(tick, 2, sequence), ids.ofRecord(log));
    }
    assertEquals(SnowflakeLayout.compose(tick + 1, 2, 0), ids.ofRecord(log));
  }
}
