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
    for (Check check : result.limits()) {
      row(out, check.isKept() ? "kept" : "BROKEN", check.toString());
    }
    Strain strain = result.strain();
    out.append("\nThe generator\n");
    row(out, "late by, p99 ms", "%.1f".formatted(strain.lagMs()));
    row(out, "share of all cores", "%.2f".formatted(strain.busy()));
    row(out, "descriptors", strain.descriptors() + " of " + strain.descriptorsMax());
    row(out, "sockets it could not open", Long.toString(strain.shortages()));
    result.delivery().samples().forEach(sample -> out.append("\nFAULT ").append(sample));
    return out.append('\n').toString();
  }

  private void head(StringBuilder out) {
    out.append(
        "\n%s: %s\n".formatted(result.stage().options().scenario(), result.verdict().word()));
    result.verdict().reasons().forEach(reason -> out.append("  ").append(reason).append('\n'));
    result
        .breakpoint()
        .ifPresent(rate -> {
          out.append("  last good rate: %d messages a second\n".formatted(rate));
          int over = result.stage().stepsOver();
          result
              .stage()
              .steps()
              .broken(over)
              .ifPresent(step ->
                  out.append(
                      "  at %d only %.1f %% were acknowledged within %d ms\n"
                          .formatted(
                              result.stage().steps().rate(step),
                              100 * result.stage().steps().share(step),
                              result.stage().options().number(Setting.MAX_SENT_MS))));
        });
  }

  private void delivery(StringBuilder out, Delivery delivery) {
    out.append("\nDelivery\n");
    row(out, "people", Integer.toString(result.stage().people()));
    row(out, "messages due", Long.toString(delivery.attempted()));
    row(out, "acknowledged", Long.toString(delivery.acknowledged()));
    row(out, "refused", delivery.refused() + " " + result.stage().meter().failures());
    row(out, "unanswered", Long.toString(delivery.unanswered()));
    row(out, "events shown by devices", Long.toString(delivery.shown()));
    row(out, "LOST", Long.toString(delivery.lost()));
    row(out, "DOUBLED", Long.toString(delivery.doubled()));
    row(out, "REORDERED", Long.toString(delivery.reordered()));
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
