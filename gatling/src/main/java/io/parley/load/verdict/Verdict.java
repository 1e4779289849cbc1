package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.List;

/// What a run comes to.
public sealed interface Verdict {
  record Passed() implements Verdict {}

  /// A promise was broken or a limit passed. A fault that was seen was there, whatever the
  /// generator went through; limits that it is an excuse for make a run [NoProof].
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

  /// @param voidBecause what the generator struggled with
  static Verdict of(Delivery delivery, Limits limits, List<String> voidBecause) {
    List<String> broken = new ArrayList<>(broken(promises(delivery)));
    broken.addAll(broken(limits.firm()));
    if (broken.isEmpty() && !voidBecause.isEmpty()) {
      return new NoProof(voidBecause);
    }
    broken.addAll(broken(limits.excusable()));
    return broken.isEmpty() ? new Passed() : new Failed(broken);
  }

  private static List<String> broken(List<Check> checks) {
    return checks.stream().filter(check -> !check.isKept()).map(Check::toString).toList();
  }

  /// No run may break one of these.
  static List<Check> promises(Delivery delivery) {
    Delivery.Faults faults = delivery.faults();
    return List.of(
        new Check("lost", faults.lost(), 0),
        new Check("doubled", faults.doubled(), 0),
        new Check("reordered", faults.reordered(), 0),
        new Check("forgotten", faults.forgotten(), 0),
        new Check("wrong", faults.wrong(), 0));
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
