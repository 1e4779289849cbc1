package io.parley.presence;

import io.parley.presence.LocateCommands.Found;
import io.parley.runtime.Surroundings;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final LocateCommands commands;
  private final int atOnce;
  private final Surroundings surroundings;
  private volatile Set<Integer> lastKnownSlots = Set.of();

  RedisSessionLookup(
      RedisCalls calls,
      SessionReads reads,
      LocateCommands commands,
      RegistryTerms terms,
      Surroundings surroundings) {
    this.calls = calls;
    this.reads = reads;
    this.commands = commands;
    this.atOnce = terms.bounds().atOnce();
    this.surroundings = surroundings;
  }

  @Override
  public CompletionStage<Located> locate(Wanted wanted) {
    if (wanted.isNothing()) {
      return CompletableFuture.completedStage(Located.NOWHERE);
    }
    Question question = Question.of(wanted);
    return RedisCalls.inTurns(
            question.parts(atOnce),
            SIDE_BY_SIDE,
            part -> calls.roundTrip(pipeline -> ask(pipeline, part)))
        .thenApply(RedisSessionLookup::merged);
  }

  /// What is wanted, and of the channels only the newest word.
  private record Question(
      Wanted wanted, Map<String, List<News>> news, Map<String, ChannelNews> heads) {
    static Question of(Wanted wanted) {
      Map<String, List<News>> news = HashMap.newHashMap(wanted.news().size());
      for (News item : wanted.news()) {
        news.computeIfAbsent(item.user(), _ -> new ArrayList<>(1)).add(item);
      }
      Map<String, ChannelNews> heads = LinkedHashMap.newLinkedHashMap(wanted.channelNews().size());
      for (ChannelNews item : wanted.channelNews()) {
        heads.merge(item.channel(), item, (held, next) -> next.seq() > held.seq() ? next : held);
      }
      return new Question(wanted, news, heads);
    }

    List<Part> parts(int atOnce) {
      List<List<String>> users = RedisCalls.parts(all(wanted.users(), news.keySet()), atOnce);
      List<List<String>> channels =
          RedisCalls.parts(all(wanted.channels(), heads.keySet()), atOnce);
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < Math.max(users.size(), channels.size()); i++) {
        parts.add(
            new Part(
                this,
                i < users.size() ? users.get(i) : List.of(),
                i < channels.size() ? channels.get(i) : List.of()));
      }
      return parts;
    }

    private static List<String> all(Set<String> some, Set<String> more) {
      Set<String> all = new LinkedHashSet<>(some);
      all.addAll(more);
      return List.copyOf(all);
    }
  }

  /// As much of a question as goes in one round trip.
  ///
  /// @param users whom it concerns
  /// @param channels which it concerns
  private record Part(Question question, List<String> users, List<String> channels) {
    List<ChannelNews> channelNews() {
      return channels.stream().map(question.heads()::get).filter(Objects::nonNull).toList();
    }

    List<String> wantedChannels() {
      return channels.stream().filter(question.wanted().channels()::contains).toList();
    }
  }

  private Supplier<Located> ask(Pipeline pipeline, Part part) {
    List<Supplier<Found>> users =
        commands.users(
            pipeline,
            part.users(),
            part.question().news(),
            part.question().wanted().users(),
            surroundings.clock().instant());
    // first, like those of users: an interest that is put back after it was looked for finds them
    commands.leave(pipeline, part.channelNews());
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
      if (living.slots().isEmpty()) {
        // whoever sent what is being delivered was on an edge: the registry has lost what it knew
        throw new IllegalStateException("edges: none (expected: at least one)");
      }
      lastKnownSlots = living.slots();
      return new Located(sessions(found, living), channels(interest, living));
    };
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

  private static Located merged(List<Located> answers) {
    if (answers.size() == 1) {
      return answers.getFirst();
    }
    Located all = new Located(new HashMap<>(), new HashMap<>());
    for (Located answer : answers) {
      all.sessions().putAll(answer.sessions());
      all.channels().putAll(answer.channels());
    }
    return all;
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return lastKnownSlots;
  }
}
