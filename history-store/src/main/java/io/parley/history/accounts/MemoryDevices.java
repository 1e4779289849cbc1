package io.parley.history.accounts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Devices of one process, gone with it: for tests and simulations. A user's are bounded by the
/// limit of devices, users are not.
final class MemoryDevices implements Devices {
  private final Map<String, DeviceSet> users = new HashMap<>();

  private static final class DeviceSet {
    private final SortedMap<String, DeviceRow> rows = new TreeMap<>();
    private long version;
  }

  private DeviceSet ofUser(String user) {
    return users.computeIfAbsent(user, _ -> new DeviceSet());
  }

  @Override
  public synchronized CompletionStage<Enrolment> enrol(Login login, int limit) {
    DeviceSet set = ofUser(login.user());
    set.rows.values().removeIf(row -> !row.livesAt(login.at()));
    return CompletableFuture.completedStage(
        switch (DeviceRules.decide(login, set.version, List.copyOf(set.rows.values()), limit)) {
          case DeviceRules.LoginDecision.Answer(Enrolment enrolment) -> enrolment;
          case DeviceRules.LoginDecision.Write(long version, DeviceRow row) -> {
            set.version = version;
            set.rows.put(login.device(), row);
            yield new Enrolment.Enrolled(row.device().generation());
          }
        });
  }

  @Override
  public synchronized CompletionStage<Rotation> rotate(Refresh refresh) {
    DeviceSet set = ofUser(refresh.user());
    return CompletableFuture.completedStage(
        switch (DeviceRules.decide(refresh, set.rows.get(refresh.device()))) {
          case DeviceRules.RefreshDecision.Answer(Rotation rotation) -> rotation;
          case DeviceRules.RefreshDecision.Write(DeviceRow row) -> {
            set.rows.put(refresh.device(), row);
            yield new Rotation.Rotated(row.device().generation());
          }
          case DeviceRules.RefreshDecision.Revoke() -> {
            set.rows.remove(refresh.device());
            yield new Rotation.Replayed();
          }
        });
  }

  @Override
  public synchronized CompletionStage<Optional<Device>> find(String user, String device) {
    return CompletableFuture.completedStage(
        Optional.ofNullable(ofUser(user).rows.get(device)).map(DeviceRow::device));
  }

  @Override
  public synchronized CompletionStage<List<Device>> of(String user) {
    return CompletableFuture.completedStage(
        ofUser(user).rows.values().stream().map(DeviceRow::device).toList());
  }

  @Override
  public synchronized CompletionStage<Boolean> revoke(String user, String device) {
    return CompletableFuture.completedStage(ofUser(user).rows.remove(device) != null);
  }
}
