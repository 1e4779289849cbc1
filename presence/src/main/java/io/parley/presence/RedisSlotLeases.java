package io.parley.presence;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The leases in Redis: one hash, changed by one script a call, so that a flush or a move to
/// another node takes all of them or none.
final class RedisSlotLeases implements SlotLeases {
  private final RedisCalls calls;
  private final String key;
  private final String instance;
  private final int slots;
  private final long ttlMs;

  RedisSlotLeases(RedisCalls calls, String key, String instance, int slots, RegistryTerms terms) {
    this.calls = calls;
    this.key = key;
    this.instance = instance;
    this.slots = slots;
    this.ttlMs = terms.leaseTtl().toMillis();
  }

  @Override
  public CompletionStage<AcquireAnswer> acquire(int firstSlot, long epoch) {
    String epochText = new SlotLease(firstSlot, epoch).epochText();
    return calls.roundTrip(pipeline -> {
      Supplier<List<Object>> answer =
          pipeline.list(LuaScript.ACQUIRE_SLOT, key, firstSlot, slots, epochText, instance, ttlMs);
      return () -> {
        int slot = Math.toIntExact((long) answer.get().getFirst());
        return slot < 0
            ? new AcquireAnswer.AllTaken()
            : new AcquireAnswer.Granted(slot, ground(answer.get()));
      };
    });
  }

  @Override
  public CompletionStage<RenewAnswer> renew(SlotLease lease) {
    return calls.roundTrip(pipeline -> {
      Supplier<List<Object>> answer =
          pipeline.list(
              LuaScript.RENEW_SLOT, key, lease.slot(), lease.epochText(), instance, ttlMs);
      return () ->
          new RenewAnswer(standing((String) answer.get().getFirst()), ground(answer.get()));
    });
  }

  private static Ground ground(List<Object> answer) {
    return new Ground((String) answer.get(1), (String) answer.get(2));
  }

  private static Standing standing(String text) {
    return switch (text) {
      case "renewed" -> Standing.RENEWED;
      case "retaken" -> Standing.RETAKEN;
      case "taken" -> Standing.TAKEN;
      default ->
          throw new IllegalStateException(
              "standing: " + text + " (expected: renewed, retaken or taken)");
    };
  }

  @Override
  public CompletionStage<Void> release(SlotLease lease) {
    return calls
        .<Long>roundTrip(pipeline ->
            pipeline.number(LuaScript.RELEASE_SLOT, key, lease.slot(), lease.epochText()))
        .thenAccept(_ -> {});
  }
}
