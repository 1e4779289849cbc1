package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.List;

/// What a run comes to.
public sealed interface Verdict {
  record Passed() implements Verdict {}

  /// A promise was broken or a limit passed, whatever the generator went through: a fault that was
  /// seen was there. Limits of time alone can be the generator's own fault, and then it is
  /// [NoProof].
  record Failed(List<String> reasons) implements Verdict {
    public Failed {
      reasons = List.copyOf(reasons);
    }
  }

  /// The generator was the limit, so the run proves nothing.
  record NoProof(List<String> reasons) implements Verdict {
    public NoProof {
      reasons = List.copyOf(reasons);
    }
  }

  /// @param limits figures that a struggling generator makes worse by itself
  /// @param voidBecause what it struggled with
  static Verdict of(Delivery delivery, List<Check> limits, List<String> voidBecause) {
    List<String> broken = new ArrayList<>();
    promises(delivery).stream()
        .filter(check -> !check.isKept())
        .forEach(check -> broken.add(check.toString()));
    if (broken.isEmpty() && !voidBecause.isEmpty()) {
      return new NoProof(voidBecause);
    }
    limits.stream().filter(check -> !check.isKept()).forEach(check -> broken.add(check.toString()));
    if (broken.isEmpty() && delivery.acknowledged() == 0) {
      broken.add("no message was acknowledged");
    }
    return broken.isEmpty() ? new Passed() : new Failed(broken);
  }

  /// No run may break one of these.
  static List<Check> promises(Delivery delivery) {
    return List.of(
        new Check("lost", delivery.lost(), 0),
        new Check("doubled", delivery.doubled(), 0),
        new Check("reordered", delivery.reordered(), 0));
  }

  default String word() {
    return switch (this) {
      case Passed() -> "PASSED";
      case Failed(var _) -> "FAILED";
      case NoProof(var _) -> "VOID";
    };
  }

  default List<String> reasons() {
    return switch (this) {
      case Passed() -> List.of();
      case Failed(List<String> why) -> why;
      case NoProof(List<String> why) -> why;
    };
  }
}
