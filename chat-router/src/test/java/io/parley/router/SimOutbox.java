package io.parley.router;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a device has asked for and not heard of yet: it asks again until it hears.
final class SimOutbox {
  /// Later than [Simulation#LIMITS] calls an attempt late, with what clocks may differ by.
  private static final int RESEND_AFTER_MS = 2_100;

  private static final int CLOCK_SKEW_MS = 100;

  private final Simulation simulation;
  private final SimWorld world;
  private final SimDevice device;
  private final Map<String, SimRequest> requests = new LinkedHashMap<>();

  /// Whether its resends say when the first attempt was. Not all clients do.
  private final boolean tellsTimes;

  SimOutbox(Simulation simulation, SimDevice device) {
    this.simulation = simulation;
    this.world = simulation.world();
    this.device = device;
    this.tellsTimes = world.chance(0.7);
  }

  void put(SimRequest request) {
    requests.put(request.id, request);
    simulation.checker().wrote(request, device.user);
    attempt(request);
  }

  void attemptAll() {
    List.copyOf(requests.values()).forEach(this::attempt);
  }

  /// Its app is killed, and never tries again what it had not heard of.
  void forget() {
    requests.clear();
  }

  int size() {
    return requests.size();
  }

  /// Takes it out, if it waits.
  Optional<SimRequest> answered(String id) {
    return Optional.ofNullable(requests.remove(id));
  }

  private void attempt(SimRequest request) {
    boolean again = request.attempts > 0;
    if (!device.isConnected() || !requests.containsKey(request.id)) {
      return;
    }
    long age = world.now() - request.firstAttemptMs;
    if (again && age < RESEND_AFTER_MS) {
      world.later(RESEND_AFTER_MS, RESEND_AFTER_MS, () -> attempt(request));
      return;
    }
    request.attempts++;
    simulation.net().command(command(request, again));
    int attempts = request.attempts;
    world.later(
        2_200,
        3_500,
        () -> {
          if (request.attempts == attempts) {
            attempt(request);
          }
        });
  }

  private Command command(SimRequest request, boolean again) {
    Command.Builder command = device.command(request.conversation, request.id);
    request.writeTo(command);
    if (!request.isMessage()) {
      return command.build();
    }
    command.getSendBuilder().setResend(again);
    if (!again || tellsTimes) {
      long at = again ? request.firstAttemptMs : world.now() - world.between(0, CLOCK_SKEW_MS);
      command.setFirstAttemptAt(
          Timestamp.newBuilder().setSeconds(at / 1_000).setNanos((int) (at % 1_000) * 1_000_000));
    }
    return command.build();
  }

  @Override
  public String toString() {
    return "%d requests, of %s"
        .formatted(
            requests.size(),
            requests.values().stream().map(request -> request.conversation).distinct().toList());
  }

  void refused(String id, Problem problem) {
    SimRequest request = requests.get(id);
    Code code = problem.getCode();
    switch (code) {
      case UNAVAILABLE, RATE_LIMITED -> {
        if (request != null) {
          int after = Math.max(100, problem.getRetryAfterMs());
          world.later(after, after + 300, () -> attempt(request));
        }
      }
      // a person looks, and decides
      case CONFLICT -> requests.remove(id);
      case FORBIDDEN, NOT_FOUND -> {
        requests.remove(id);
        if (request != null && request.conversation.startsWith("d:")) {
          world.violation("refused with " + code + ": " + problem.getMessage());
        }
      }
      default -> world.violation("refused with " + code + ": " + problem.getMessage());
    }
  }
}
