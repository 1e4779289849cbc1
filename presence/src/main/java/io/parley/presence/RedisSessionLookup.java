package io.parley.presence;

import io.parley.presence.GroupHeads.Move;
import io.parley.presence.LocateCommands.Found;
import io.parley.runtime.Surroundings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The router's side of the registry in Redis.
final class RedisSessionLookup implements SessionLookup {
  /// Round trips of one look-up: the largest group takes two. More would keep others waiting.
  private static final int SIDE_BY_SIDE = 2;

  private final RedisCalls calls;
  private final SessionReads reads;
  private final Commands commands;
  private final GroupHeads groups;
  private final RegistryTerms terms;
  private final Surroundings surroundings;
  private volatile Set<Integer> lastKnownSlots = Set.of();

  /// What a router asks Redis to do.
  record Commands(LocateCommands users, HeadCommands heads) {}

  RedisSessionLookup(
      RedisCalls calls,
      SessionReads reads,
      Commands commands,
      GroupHeads groups,
      RegistryTerms terms,
      Surroundings surroundings) {
    this.calls = calls;
    this.reads = reads;
    this.commands = commands;
    this.groups = groups;
    this.terms = terms;
    this.surroundings = surroundings;
  }

  @Override
  public CompletionStage<Located> locate(Wanted wanted) {
    if (wanted.isNothing()) {
      return CompletableFuture.completedStage(Located.NOWHERE);
    }
    GroupHeads.Plan plan = plan(wanted);
    return ask(wanted, plan)
        .thenCompose(answer -> {
          if (answer.elsewhere().isEmpty()) {
            return CompletableFuture.completedStage(answer);
          }
          // the words that these groups stood on may be gone: all are left one, and who has come
          // meanwhile is found
          return ask(wanted, plan(wanted));
        })
        .thenApply(Answer::located);
  }

  private GroupHeads.Plan plan(Wanted wanted) {
    return groups.plan(
        wanted.news(), new NewsSpan(terms.newsSpan()).of(surroundings.clock().instant()));
  }

  private CompletionStage<Answer> ask(Wanted wanted, GroupHeads.Plan plan) {
    Question question = Question.of(wanted, plan);
    return RedisCalls.inTurns(
            question.parts(terms.bounds().atOnce()),
            SIDE_BY_SIDE,
            part -> calls.roundTrip(pipeline -> ask(pipeline, part)).thenApply(this::ofLiving))
        .thenApply(RedisSessionLookup::merged)
        .thenCompose(answer -> {
          // where this is not reached, the next one finds whether it took effect
          groups.moved(plan.moved());
          groups.forget(answer.elsewhere());
          reads
              .metrics()
              .groupNews(plan.moved().size() - answer.elsewhere().size(), plan.begun().size());
          return begin(plan).thenApply(_ -> answer);
        });
  }

  /// After all words: where a group stands must not say more than its members were left. Where it
  /// fails they are left word next time as well.
  private CompletionStage<?> begin(GroupHeads.Plan plan) {
    if (plan.begun().isEmpty()) {
      return CompletableFuture.completedStage(plan);
    }
    return calls
        .roundTrip(pipeline -> commands.heads().begin(pipeline, plan.begun()))
        .exceptionally(_ -> List.of())
        .thenAccept(there -> groups.begun(there, plan.span()));
  }

  /// @param living edges, as they were read last
  /// @param elsewhere groups whose members were left no word
  private record Answer(SlotTable living, Located located, Set<Move> elsewhere) {}

  /// What is wanted, and of the channels only the newest word.
  ///
  /// @param news of each user those she is left word of herself
  private record Question(
      Wanted wanted,
      GroupHeads.Plan plan,
      Map<String, List<News>> news,
      Map<String, ChannelNews> heads) {
    static Question of(Wanted wanted, GroupHeads.Plan plan) {
      Map<String, List<News>> news = new HashMap<>();
      for (News item : plan.words()) {
        item.users().forEach(user -> news.computeIfAbsent(user, _ -> new ArrayList<>(1)).add(item));
      }
      Map<String, ChannelNews> heads = LinkedHashMap.newLinkedHashMap(wanted.channelNews().size());
      for (ChannelNews item : wanted.channelNews()) {
        heads.merge(item.channel(), item, (held, next) -> next.seq() > held.seq() ? next : held);
      }
      return new Question(wanted, plan, news, heads);
    }

    List<Part> parts(int atOnce) {
      List<List<String>> users = RedisCalls.parts(all(wanted.users(), news.keySet()), atOnce);
      List<List<String>> channels =
          RedisCalls.parts(all(wanted.channels(), heads.keySet()), atOnce);
      List<Part> parts = new ArrayList<>();
      // one also where a group has moved on and nobody is wanted
      int count = Math.max(1, Math.max(users.size(), channels.size()));
      for (int i = 0; i < count; i++) {
        parts.add(
            new Part(
                this,
                i < SIDE_BY_SIDE ? plan.moved() : List.of(),
                i < users.size() ? users.get(i) : List.of(),
                i < channels.size() ? channels.get(i) : List.of()));
      }
      return parts;
    }

    private static List<String> all(Set<String> some, Set<String> more) {
      if (more.isEmpty()) {
        return List.copyOf(some);
      }
      Set<String> all = new LinkedHashSet<>(some);
      all.addAll(more);
      return List.copyOf(all);
    }
  }

  /// As much of a question as goes in one round trip.
  ///
  /// @param moved all groups, before anybody is looked up: the first parts do not wait for each
  ///   other
  /// @param users whom it concerns
  /// @param channels which it concerns
  private record Part(
      Question question, List<Move> moved, List<String> users, List<String> channels) {
    List<ChannelNews> channelNews() {
      return channels.stream().map(question.heads()::get).filter(Objects::nonNull).toList();
    }

    List<String> wantedChannels() {
      return channels.stream().filter(question.wanted().channels()::contains).toList();
    }
  }

  private Supplier<Answer> ask(Pipeline pipeline, Part part) {
    Question question = part.question();
    // word is left first: who is put back after she was looked for finds it
    Supplier<List<Move>> elsewhere = commands.heads().moveOn(pipeline, part.moved());
    List<Supplier<Found>> users =
        commands
            .users()
            .users(
                pipeline,
                part.users(),
                question.news(),
                question.wanted().users(),
                question.plan().span());
    commands.heads().leave(pipeline, part.channelNews());
    Map<String, Supplier<Set<String>>> interest =
        LinkedHashMap.newLinkedHashMap(part.channels().size());
    for (String channel : part.wantedChannels()) {
      interest.put(channel, reads.interest(pipeline, channel));
    }
    Supplier<SlotTable> slots = reads.slots(pipeline);
    return () -> {
      List<Found> found = users.stream().map(Supplier::get).toList();
      reads.metrics().newsDropped((int) found.stream().mapToLong(Found::dropped).sum());
      SlotTable living = slots.get();
      return new Answer(
          living,
          new Located(sessions(found, living), channels(interest, living)),
          Set.copyOf(elsewhere.get()));
    };
  }

  /// Outside of the round trip: Redis has answered, and must not be taken for away.
  private Answer ofLiving(Answer answer) {
    if (answer.living().slots().isEmpty()) {
      // whoever sent what is being delivered was on an edge: the registry has lost what it knew
      throw new IllegalStateException("edges: none (expected: at least one)");
    }
    lastKnownSlots = answer.living().slots();
    return answer;
  }

  private Map<String, List<SessionAddress>> sessions(List<Found> found, SlotTable living) {
    Map<String, List<SessionAddress>> located = new HashMap<>();
    for (Found some : found) {
      some.devices()
          .forEach((user, lines) -> {
            List<SessionAddress> addresses = reads.living(lines, living);
            if (!addresses.isEmpty()) {
              located.put(user, addresses);
            }
          });
    }
    return located;
  }

  private Map<String, Set<Integer>> channels(
      Map<String, Supplier<Set<String>>> interest, SlotTable living) {
    Map<String, Set<Integer>> located = HashMap.newHashMap(interest.size());
    interest.forEach((channel, members) -> {
      Set<Integer> slots = reads.interested(members.get(), living);
      if (!slots.isEmpty()) {
        located.put(channel, slots);
      }
    });
    return located;
  }

  private static Answer merged(List<Answer> answers) {
    if (answers.size() == 1) {
      return answers.getFirst();
    }
    Located all = new Located(new HashMap<>(), new HashMap<>());
    for (Answer answer : answers) {
      all.sessions().putAll(answer.located().sessions());
      all.channels().putAll(answer.located().channels());
    }
    Set<Move> elsewhere = new HashSet<>();
    answers.forEach(answer -> elsewhere.addAll(answer.elsewhere()));
    return new Answer(answers.getLast().living(), all, elsewhere);
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return lastKnownSlots;
  }
}
