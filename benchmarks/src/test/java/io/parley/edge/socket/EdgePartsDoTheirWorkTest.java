package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.benchmarks.micro.Samples;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import org.junit.jupiter.api.Test;

class EdgePartsDoTheirWorkTest {
  private static final int HEADER = 4;

  private final EdgeBenchmark edge = new EdgeBenchmark();

  @Test
  void theSendIsReadAsOftenAsItIsAskedFor() {
    byte[] send = FrameCodec.json(FrameLimits.DEFAULT).encode(Samples.send());
    assertArrayEquals(send, edge.readMessage());
    assertArrayEquals(send, edge.readMessage());
  }

  @Test
  void theSendIsNeverTooFastAndBecomesACommand() {
    for (int i = 0; i < 1_000; i++) {
      Action.Send send = assertInstanceOf(Action.Send.class, edge.decideOnSend());
      assertEquals(Samples.TEXT, send.command().getSend().getText());
    }
  }

  @Test
  void theEventIsSpelledInBothSubprotocols() {
    int bytes = 0;
    for (Dialect dialect : Dialect.values()) {
      bytes += HEADER + dialect.encode(Samples.event()).length;
    }
    assertEquals(bytes, edge.spellEventForAll());
  }
}
