package io.parley.router;

import com.google.protobuf.ByteString;
import io.parley.benchmarks.micro.Samples;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup.Located;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Origin;
import io.parley.router.core.Admission;
import io.parley.router.core.Effects;
import io.parley.router.core.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What the router decides about a message, from the bytes of its record to what each edge is told;
/// without the store, the registry and the log in between.
@State(Scope.Thread)
public class RouterBenchmark {
  static final int BATCH = 32;
  static final int MEMBERS = 500;
  static final int EDGES = 4;

  private final ByteString key = ByteString.copyFromUtf8(Samples.DIRECT.text());
  private final ByteString record = Samples.command().toByteString();
  private final Origin origin = Samples.command().getOrigin();

  private final Talk two = Talk.ofTwo();
  private final Effects ofTwo = said(two.say(1));
  private final Reach twoAreAt = connected(List.of(Samples.PEER));

  private final List<String> others =
      IntStream.range(1, MEMBERS).mapToObj("member-%03d"::formatted).toList();
  private final Talk group = Talk.ofGroup(others);
  private final Effects ofGroup = said(group.say(1));
  private final Reach groupIsAt = connected(others);

  public RouterBenchmark() {
    two.beginAgain();
    group.beginAgain();
  }

  @Benchmark
  public Admission admit() {
    Command command = Admission.read(record).orElseThrow();
    return Admission.of(key, command);
  }

  @Benchmark
  public Turn.Result decide() {
    return two.say(1);
  }

  /// As much as came while the batch before was stored; told for each message.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Turn.Result decideBatch() {
    return two.say(BATCH);
  }

  @Benchmark
  public Turn.Result decideInGroup() {
    return group.say(1);
  }

  @Benchmark
  public List<DeliveryPlan.Planned> plan() {
    return DeliveryPlan.of(origin, ofTwo, twoAreAt);
  }

  /// To 500 members on four edges.
  @Benchmark
  public List<DeliveryPlan.Planned> planToGroup() {
    return DeliveryPlan.of(origin, ofGroup, groupIsAt);
  }

  private static Effects said(Turn.Result result) {
    return result.outcomes().getFirst().effects();
  }

  /// The sender and all of these, with a device each, edge by edge in turn.
  private static Reach connected(List<String> users) {
    Stream<Integer> numbers = IntStream.range(0, users.size()).boxed();
    Map<String, List<SessionAddress>> sessions =
        numbers.collect(
            Collectors.toMap(
                users::get, i -> List.of(new SessionAddress("phone", i % EDGES, 1_000 + i))));
    sessions.put(
        Samples.SENDER, List.of(new SessionAddress(Samples.DEVICE, Samples.SLOT, Samples.SESSION)));
    return new Reach.Known(new Located(sessions, Map.of()));
  }
}
