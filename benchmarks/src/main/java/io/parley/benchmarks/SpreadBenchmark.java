package io.parley.benchmarks;

import io.parley.history.CassandraConfig;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Messages to many: groups whose members are all connected, and channels with many more members
/// than are. Everybody is connected and all conversations of a run are there before the first load;
/// the loads run one after the other on the same sockets: only the conversations differ.
final class SpreadBenchmark {
  private static final long ANSWER_PATIENCE_S = 60;
  private static final int ATTEMPTS_MAX = 20;

  /// Of a Parley that nobody has told otherwise.
  private static final String KEYSPACE = "parley";

  private final PrintStream out;
  private final Crowd crowd;
  private final List<LoadSocket.Person> people;

  SpreadBenchmark(PrintStream out, Crowd crowd, List<LoadSocket.Person> people) {
    this.out = out;
    this.crowd = crowd;
    this.people = List.copyOf(people);
  }

  /// Connects everybody and makes the groups: the first so many people are the members of each.
  List<Load.Spread> make(Plan.Groups plan)
      throws IOException, InterruptedException, ExecutionException {
    LoadSocket owner = crowd.connect(people).getFirst();
    List<Load.Spread> loads = new ArrayList<>();
    for (int count : plan.members()) {
      List<String> members =
          people.subList(0, count).stream().map(LoadSocket.Person::user).toList();
      CreateGroup.Builder wanted = CreateGroup.newBuilder().setName("group").addAllMembers(members);
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < plan.groupsAtOnce(); i++) {
        Sent made = sent(owner, ClientFrame.newBuilder().setCreateGroup(wanted));
        groups.add(made.getConversation());
      }
      for (Plan.GroupRate rate : plan.rates()) {
        List<String> written = groups.subList(0, rate.groups());
        Load.Tempo tempo = rate.tempo().among(count);
        loads.add(new Load.Spread(written, count, tempo.sendersOf(count), count - 1, tempo));
      }
    }
    return loads;
  }

  /// Makes the channels and their members, then connects those who are. The first person owns them
  /// all.
  List<Load.Spread> make(Plan.Channels plan, RunningSystem system)
      throws IOException, InterruptedException, ExecutionException {
    LoadSocket owner = crowd.connect(people.subList(0, 1)).getFirst();
    List<Load.Spread> loads = new ArrayList<>();
    Load.Tempo tempo = new Load.Tempo.InEach(plan.perSecond());
    CassandraConfig cassandra = ChannelRows.config(system.engine("cassandra"), KEYSPACE);
    try (ChannelRows rows = new ChannelRows(cassandra)) {
      for (int count : plan.members()) {
        out.println("making a channel of " + count + " members, by their rows");
        CreateChannel.Builder wanted = CreateChannel.newBuilder().setName("channel");
        Sent made = sent(owner, ClientFrame.newBuilder().setCreateChannel(wanted));
        String channel = made.getConversation();
        String strangers = owner.person().user() + "-";
        rows.fill(
            channel,
            made.getMessageId(),
            count,
            ordinal ->
                ordinal <= plan.connected() ? people.get(ordinal - 1).user() : strangers + ordinal);
        loads.add(new Load.Spread(List.of(channel), count, 1, plan.connected() - 1, tempo));
      }
    }
    out.println("connecting " + people.size());
    List<LoadSocket> _ = crowd.connect(people.subList(1, people.size()));
    return loads;
  }

  /// A system with the standard limits lets one device make a few groups at once: it waits then.
  private static Sent sent(LoadSocket socket, ClientFrame.Builder question)
      throws IOException, InterruptedException, ExecutionException {
    for (int attempt = 1; ; attempt++) {
      ServerFrame answer = answer(socket, question);
      if (answer.hasSent()) {
        return answer.getSent();
      }
      Problem problem = answer.getError();
      if (problem.getCode() != Code.RATE_LIMITED || attempt == ATTEMPTS_MAX) {
        throw new IOException("a conversation could not be made: " + answer);
      }
      LoadRun.pass(problem.getRetryAfterMs());
    }
  }

  private static ServerFrame answer(LoadSocket socket, ClientFrame.Builder question)
      throws IOException, InterruptedException, ExecutionException {
    try {
      return socket.ask(question).get(ANSWER_PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("nobody answered " + question.getBodyCase(), e);
    }
  }
}
