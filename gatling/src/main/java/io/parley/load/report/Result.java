package io.parley.load.report;

import io.parley.load.holder.Holders;
import io.parley.load.plan.Setting;
import io.parley.load.protocol.Meter;
import io.parley.load.protocol.Stage;
import io.parley.load.verdict.Check;
import io.parley.load.verdict.Delivery;
import io.parley.load.verdict.Strain;
import io.parley.load.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What one run came to.
///
/// @param breakpoint of a search: the last good rate, in messages a second
public record Result(
    Stage stage,
    Delivery delivery,
    List<Check> limits,
    Strain strain,
    Verdict verdict,
    OptionalLong breakpoint) {
  public Result {
    limits = List.copyOf(limits);
  }

  /// Of a stage that has settled, while its people are still there.
  ///
  /// @param searches whether limits are there to be broken
  public static Result of(Stage stage, boolean searches) {
    Delivery delivery = stage.ledger().judge(stage::presentIn);
    Strain strain = stage.strain();
    List<Check> limits = limits(stage, delivery, searches);
    List<String> reasons = strain.voidBecause(stage.options().number(Setting.MAX_LAG_MS));
    return new Result(
        stage,
        delivery,
        limits,
        strain,
        Verdict.of(delivery, limits, reasons),
        searches
            ? OptionalLong.of(stage.steps().lastGood(stage.stepsOver()))
            : OptionalLong.empty());
  }

  private static List<Check> limits(Stage stage, Delivery delivery, boolean searches) {
    List<Check> limits = new ArrayList<>();
    limits.add(new Check("people who are not connected at the end", stage.absent(), 0));
    Holders.Count held = stage.held();
    limits.add(new Check("held sockets lost", held.lost(), number(stage, Setting.MAX_IDLE_LOST)));
    if (!searches) {
      limits.add(
          new Check(
              "due to sent, p99 ms",
              p99(stage, Meter.Kind.SENT),
              number(stage, Setting.MAX_SENT_MS)));
      limits.add(
          new Check(
              "due to delivered, p99 ms",
              p99(stage, Meter.Kind.DELIVERED),
              number(stage, Setting.MAX_EVENT_MS)));
      long failed = delivery.refused() + delivery.unanswered();
      limits.add(
          new Check(
              "refused or unanswered, percent",
              100.0 * failed / Math.max(1, delivery.attempted()),
              number(stage, Setting.MAX_FAILED_PERCENT)));
    }
    return limits;
  }

  private static int number(Stage stage, Setting setting) {
    return stage.options().number(setting);
  }

  private static double p99(Stage stage, Meter.Kind kind) {
    return stage.meter().of(kind).getValueAtPercentile(99) / 1e3;
  }

  /// Whether a build that runs this is to fail for it.
  public boolean fails() {
    return switch (verdict) {
      case Verdict.Passed() -> false;
      case Verdict.Failed(var _) -> true;
      case Verdict.NoProof(var _) -> stage.options().text(Setting.VOID).equals("fails");
    };
  }
}
