package io.parley.load.report;

import io.parley.load.plan.Setting;
import io.parley.load.protocol.Meter;
import io.parley.load.protocol.Stage;
import io.parley.load.verdict.Check;
import io.parley.load.verdict.Delivery;
import io.parley.load.verdict.Limits;
import io.parley.load.verdict.Strain;
import io.parley.load.verdict.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/// What one run came to.
///
/// @param stepsOver of a search: the steps that were judged
/// @param breakpoint of a search: the last good rate, in messages a second
public record Result(
    Stage stage,
    Delivery delivery,
    Limits limits,
    Strain strain,
    Verdict verdict,
    int stepsOver,
    OptionalLong breakpoint) {
  /// Of a stage that has settled, while its people are still there.
  ///
  /// @param searches whether limits are there to be broken
  public static Result of(Stage stage, boolean searches) {
    BitSet present = stage.present();
    Delivery delivery = stage.ledger().judge(of -> stage.people().presentIn(of, present));
    Strain strain = stage.strain();
    List<Check> firm = new ArrayList<>(firm(stage, delivery));
    List<Check> excusable = new ArrayList<>();
    excusable.add(new Check("conversations that could not be read again", stage.unread(), 0));
    if (!searches) {
      excusable.addAll(times(stage, delivery));
    }
    // whom this machine had no port for, or whose process died, is missing for no fault of a server
    int absent = stage.people().count() - present.cardinality();
    (strain.shortages() > 0 ? excusable : firm)
        .add(new Check("people who are not connected at the end", absent, 0));
    (strain.holdersDied() > 0 ? excusable : firm)
        .add(
            new Check(
                "held sockets lost", stage.held().lost(), number(stage, Setting.MAX_IDLE_LOST)));
    Limits limits = new Limits(firm, excusable);
    int over = searches ? stage.stepsOver() : 0;
    OptionalInt broken = stage.steps().broken(over);
    return new Result(
        stage,
        delivery,
        limits,
        strain,
        Verdict.of(delivery, limits, voidBecause(stage, strain, broken)),
        over,
        searches ? OptionalLong.of(stage.steps().lastGood(over)) : OptionalLong.empty());
  }

  private static List<String> voidBecause(Stage stage, Strain strain, OptionalInt broken) {
    int lagMaxMs = number(stage, Setting.MAX_LAG_MS);
    List<String> reasons = new ArrayList<>(strain.voidBecause(lagMaxMs));
    if (broken.isPresent() && !stage.steps().isOfTheSystem(broken.getAsInt())) {
      reasons.add(
          "at %d messages a second the generator was late with what was due"
              .formatted(stage.steps().rate(broken.getAsInt())));
    }
    return reasons;
  }

  private static List<Check> firm(Stage stage, Delivery delivery) {
    boolean nothing = delivery.sent().acknowledged() == 0;
    return List.of(
        new Check("runs without one acknowledged message", nothing ? 1 : 0, 0),
        new Check(
            "connections that others ended",
            stage.meter().drops(),
            number(stage, Setting.MAX_DROPPED)));
  }

  private static List<Check> times(Stage stage, Delivery delivery) {
    long unanswered = delivery.sent().unanswered();
    long failed = delivery.sent().refused() + unanswered;
    return List.of(
        new Check(
            "arriving to welcomed, p99 ms",
            p99(stage.meter().of(Meter.Kind.CONNECTED)),
            number(stage, Setting.MAX_CONNECT_MS)),
        new Check(
            "due to sent, p99 ms",
            p99(withUnanswered(stage, unanswered)),
            number(stage, Setting.MAX_SENT_MS)),
        new Check(
            "due to delivered, p99 ms",
            p99(stage.meter().of(Meter.Kind.DELIVERED)),
            number(stage, Setting.MAX_EVENT_MS)),
        new Check(
            "refused or unanswered, percent",
            100.0 * failed / Math.max(1, delivery.sent().attempted()),
            number(stage, Setting.MAX_FAILED_PERCENT)));
  }

  /// What has no answer has waited for longer than anything that has one.
  private static Histogram withUnanswered(Stage stage, long unanswered) {
    Histogram all = stage.meter().of(Meter.Kind.SENT).copy();
    if (unanswered > 0) {
      all.recordValueWithCount(Meter.LONGEST_US, unanswered);
    }
    return all;
  }

  private static int number(Stage stage, Setting setting) {
    return stage.options().number(setting);
  }

  private static double p99(Histogram us) {
    return us.getValueAtPercentile(99) / 1e3;
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
