package io.parley.presence;

import io.parley.protocol.v1.Head;
import io.parley.runtime.resilience.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// The edge's interest in channels in Redis.
///
/// An edge stands in the set of a channel with its slot and epoch, so nobody writes what another
/// edge wrote, nor what the slot's tenant before or after it did. What edges leave behind that died
/// is taken out when a set holds more than there are edges.
final class RedisChannelInterest implements ChannelInterest {
  private final Policy callers;
  private final RedisCalls calls;
  private final InterestCommands commands;
  private final SlotKeeper slot;
  private final Limits limits;
  private final RoundTripLane<Step, Map<String, Head>> lane;
  private final AtomicBoolean sweeping = new AtomicBoolean();

  /// @param callers what bounds the calls that wait
  /// @param calls the round trips of all of them: one, and those of a sweep
  RedisChannelInterest(
      Policy callers, RedisCalls calls, InterestCommands commands, SlotKeeper slot, Limits limits) {
    this.callers = callers;
    this.calls = calls;
    this.commands = commands;
    this.slot = slot;
    this.limits = limits;
    this.lane =
        new RoundTripLane<>(
            this::roundTrip, step -> step.channels().size(), limits.atOnce(), limits.waiting());
  }

  /// @param atOnce channels in one round trip
  /// @param roundTripsInLine of one call; what is beyond gets in line when they are answered, since
  ///   the time of a call begins when it gets in line
  /// @param waiting steps that may wait for a round trip
  record Limits(int atOnce, int roundTripsInLine, int waiting) {}

  /// What is to become of an edge's interest in channels.
  private enum Wish {
    KEEP,
    DROP
  }

  /// @param channels at most as many as go in one round trip
  private record Step(Wish wish, List<String> channels) {}

  @Override
  public CompletionStage<Void> add(Collection<String> channels) {
    return ask(Wish.KEEP, channels).thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Void> drop(Collection<String> channels) {
    return ask(Wish.DROP, channels).thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Map<String, Head>> pulse(Collection<String> channels) {
    return ask(Wish.KEEP, channels);
  }

  private CompletionStage<Map<String, Head>> ask(Wish wish, Collection<String> channels) {
    int inLine = limits.atOnce() * limits.roundTripsInLine();
    return RedisCalls.inTurns(
            RedisCalls.parts(List.copyOf(channels), inLine), 1, some -> getInLine(wish, some))
        .thenApply(RedisChannelInterest::merged);
  }

  /// All of it gets in line now, so that what is asked next comes behind it.
  private CompletionStage<Map<String, Head>> getInLine(Wish wish, List<String> channels) {
    List<List<String>> parts = RedisCalls.parts(channels, limits.atOnce());
    return slot.leased()
        .thenCompose(_ ->
            RedisCalls.inTurns(
                parts, parts.size(), part -> callers.call(() -> lane.ask(new Step(wish, part)))))
        .thenApply(RedisChannelInterest::merged);
  }

  private static Map<String, Head> merged(List<Map<String, Head>> answers) {
    Map<String, Head> all = new HashMap<>();
    answers.forEach(all::putAll);
    return all;
  }

  /// Answers to each step where its channels stand, as far as known.
  private CompletionStage<List<Map<String, Head>>> roundTrip(List<Step> steps) {
    return slot.leased()
        .thenCompose(lease ->
            roundTrip(steps, lease)
                .thenApply(kept -> {
                  commands.reads().metrics().interestKept(kept.channels(), kept.put());
                  sweep(List.copyOf(kept.crowded()), lease);
                  return steps.stream().map(step -> of(step, kept.heads())).toList();
                }));
  }

  private CompletionStage<Kept> roundTrip(List<Step> steps, SlotLease lease) {
    return calls.roundTrip(pipeline -> {
      List<Supplier<List<Kept.Channel>>> kept = new ArrayList<>();
      for (Step step : joined(steps)) {
        switch (step.wish()) {
          case KEEP -> kept.add(commands.keep(pipeline, step.channels(), lease));
          case DROP -> commands.drop(pipeline, step.channels(), lease);
        }
      }
      Supplier<SlotTable> slots = commands.reads().slots(pipeline);
      return () ->
          Kept.of(kept.stream().flatMap(each -> each.get().stream()).toList(), slots.get(), lease);
    });
  }

  private static Map<String, Head> of(Step step, Map<String, Head> heads) {
    Map<String, Head> own = new HashMap<>();
    for (String channel : step.channels()) {
      Head head = heads.get(channel);
      if (head != null) {
        own.put(channel, head);
      }
    }
    return own;
  }

  /// Neighbours of one kind as one, each channel once: few channels of many callers go in few
  /// scripts.
  private static List<Step> joined(List<Step> steps) {
    List<Step> joined = new ArrayList<>();
    for (int from = 0, to; from < steps.size(); from = to) {
      Wish wish = steps.get(from).wish();
      Set<String> channels = new LinkedHashSet<>();
      for (to = from; to < steps.size() && steps.get(to).wish() == wish; to++) {
        channels.addAll(steps.get(to).channels());
      }
      joined.add(new Step(wish, List.copyOf(channels)));
    }
    return joined;
  }

  /// Takes out of these sets who does not live, and would by now if it did. One sweep at a time;
  /// what one leaves, because it failed or another was under way, the next pulses find again.
  private void sweep(List<String> channels, SlotLease lease) {
    if (channels.isEmpty() || !slot.isSettled() || !sweeping.compareAndSet(false, true)) {
      return;
    }
    CompletionStage<?> _ =
        calls
            .roundTrip(pipeline -> commands.dead(pipeline, channels, lease))
            .thenCompose(dead -> dead.isEmpty() || !slot.isSettled() ? nothing() : remove(dead))
            .whenComplete((_, _) -> sweeping.set(false));
  }

  private static CompletionStage<Integer> nothing() {
    return CompletableFuture.completedStage(0);
  }

  private CompletionStage<Integer> remove(Map<String, List<String>> dead) {
    return calls
        .<Integer>roundTrip(pipeline -> {
          dead.forEach((channel, members) -> commands.remove(pipeline, channel, members));
          return () -> dead.values().stream().mapToInt(List::size).sum();
        })
        .whenComplete((entries, _) -> {
          if (entries != null) {
            commands.reads().metrics().interestSwept(entries);
          }
        });
  }
}
