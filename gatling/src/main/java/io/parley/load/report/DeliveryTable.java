package io.parley.load.report;

import io.parley.load.plan.Setting;
import io.parley.load.protocol.Meter;
import io.parley.load.verdict.Check;
import io.parley.load.verdict.Delivery;
import io.parley.load.verdict.Strain;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// A result as people read it.
final class DeliveryTable {
  private final Result result;

  DeliveryTable(Result result) {
    this.result = result;
  }

  String text() {
    StringBuilder out = new StringBuilder();
    head(out);
    delivery(out, result.delivery());
    times(out);
    out.append("\nLimits\n");
    for (Check check : result.limits().all()) {
      row(out, check.isKept() ? "kept" : "BROKEN", check.toString());
    }
    Strain strain = result.strain();
    out.append("\nThe generator\n");
    row(out, "late by, p99 ms", number("%.1f", strain.lagMs()));
    row(out, "late with messages, p99 ms", number("%.1f", strain.saidLateMs()));
    row(out, "share of all cores, most", number("%.2f", strain.busy()));
    row(out, "descriptors", strain.descriptors() + " of " + strain.descriptorsMax());
    row(out, "sockets it could not open", Long.toString(strain.shortages()));
    row(out, "holders that died", Integer.toString(strain.holdersDied()));
    result.delivery().faults().samples().forEach(sample -> out.append("\nFAULT ").append(sample));
    return out.append('\n').toString();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void head(StringBuilder out) {
    out.append(
        "\n%s: %s\n".formatted(result.stage().options().scenario(), result.verdict().word()));
    result.verdict().reasons().forEach(reason -> out.append("  ").append(reason).append('\n'));
    result
        .breakpoint()
        .ifPresent(rate -> {
          out.append("  last good rate: %d messages a second\n".formatted(rate));
          result
              .stage()
              .steps()
              .broken(result.stepsOver())
              .ifPresent(step ->
                  out.append(
                      String.format(
                          Locale.ROOT,
                          "  at %d only %.1f %% were acknowledged within %d ms\n",
                          result.stage().steps().rate(step),
                          100 * result.stage().steps().share(step),
                          result.stage().options().number(Setting.MAX_SENT_MS))));
        });
  }

  private void delivery(StringBuilder out, Delivery delivery) {
    out.append("\nDelivery\n");
    Delivery.Sent sent = delivery.sent();
    Delivery.Faults faults = delivery.faults();
    row(out, "people", Integer.toString(result.stage().people().count()));
    row(out, "messages due", Long.toString(sent.attempted()));
    row(out, "acknowledged", Long.toString(sent.acknowledged()));
    row(out, "refused", Long.toString(sent.refused()));
    row(out, "unanswered", Long.toString(sent.unanswered()));
    row(out, "events shown by devices", Long.toString(delivery.shown()));
    row(
        out,
        "events read again",
        "%d, %d of %d conversations to their end"
            .formatted(
                result.stage().readAgain(),
                result.stage().readWholly(),
                result.stage().ledger().conversations().size()));
    row(out, "LOST", Long.toString(faults.lost()));
    row(out, "DOUBLED", Long.toString(faults.doubled()));
    row(out, "REORDERED", Long.toString(faults.reordered()));
    row(out, "FORGOTTEN", Long.toString(faults.forgotten()));
    row(out, "WRONG", Long.toString(faults.wrong()));
    row(out, "connections others ended", Long.toString(result.stage().meter().drops()));
    row(out, "refusals, by reason", result.stage().meter().failures().toString());
    row(
        out,
        "sockets held, lost",
        result.stage().held().held() + ", " + result.stage().held().lost());
  }

  private void times(StringBuilder out) {
    out.append("\nFrom when it was due, ms        count      p50      p95      p99      max\n");
    for (Meter.Kind kind : Meter.Kind.values()) {
      Histogram times = result.stage().meter().of(kind);
      out.append(
          String.format(
              Locale.ROOT,
              "  %-26s %8d %8.1f %8.1f %8.1f %8.1f%n",
              kind.word(),
              times.getTotalCount(),
              times.getValueAtPercentile(50) / 1e3,
              times.getValueAtPercentile(95) / 1e3,
              times.getValueAtPercentile(99) / 1e3,
              times.getMaxValue() / 1e3));
    }
  }

  private static void row(StringBuilder out, String name, String value) {
    out.append("  %-26s %s%n".formatted(name, value));
  }
}
