package io.parley.benchmarks.micro;

import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The records of a message in Kafka, written by one service and read by the next.
@State(Scope.Thread)
public class RecordBenchmark {
  private final byte[] command = Samples.command().toByteArray();
  private final byte[] delivery = Samples.delivery().toByteArray();

  @Benchmark
  public byte[] writeCommand() {
    return Samples.command().toByteArray();
  }

  @Benchmark
  public Command readCommand() throws InvalidProtocolBufferException {
    return Command.parseFrom(command);
  }

  /// What of [#writeDelivery] is not the writing: its two frames are encoded here.
  @Benchmark
  public Delivery makeDelivery() {
    return Samples.delivery();
  }

  @Benchmark
  public byte[] writeDelivery() {
    return Samples.delivery().toByteArray();
  }

  @Benchmark
  public Delivery readDelivery() throws InvalidProtocolBufferException {
    return Delivery.parseFrom(delivery);
  }
}
