package io.parley.load.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.parley.load.plan.Setting;
import io.parley.load.protocol.Meter;
import io.parley.load.verdict.Check;
import io.parley.load.verdict.Delivery;
import io.parley.load.verdict.Strain;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// A result as machines read it. Names are kept; new ones may come.
final class JsonReport {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Result result;

  JsonReport(Result result) {
    this.result = result;
  }

  String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
      out.writeStartObject();
      out.writeStringField("scenario", result.stage().options().scenario());
      out.writeStringField("verdict", result.verdict().word());
      strings(out, "reasons", result.verdict().reasons());
      delivery(out, result.delivery());
      times(out);
      limits(out);
      generator(out, result.strain());
      out.writeNumberField("dropped", result.stage().meter().drops());
      out.writeObjectFieldStart("held");
      out.writeNumberField("now", result.stage().held().held());
      out.writeNumberField("lost", result.stage().held().lost());
      out.writeEndObject();
      if (result.breakpoint().isPresent()) {
        out.writeNumberField("lastGoodRate", result.breakpoint().getAsLong());
      }
      out.writeObjectFieldStart("settings");
      for (Map.Entry<Setting, String> entry : result.stage().options().all().entrySet()) {
        out.writeStringField(entry.getKey().key(), entry.getValue());
      }
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return text.append('\n').toString();
  }

  private void delivery(JsonGenerator out, Delivery delivery) throws IOException {
    out.writeObjectFieldStart("delivery");
    out.writeNumberField("attempted", delivery.sent().attempted());
    out.writeNumberField("acknowledged", delivery.sent().acknowledged());
    out.writeNumberField("refused", delivery.sent().refused());
    out.writeNumberField("unanswered", delivery.sent().unanswered());
    out.writeNumberField("shown", delivery.shown());
    out.writeNumberField("readAgain", result.stage().readAgain());
    out.writeNumberField("conversationsReadAgain", result.stage().readWholly());
    out.writeNumberField("lost", delivery.faults().lost());
    out.writeNumberField("doubled", delivery.faults().doubled());
    out.writeNumberField("reordered", delivery.faults().reordered());
    out.writeNumberField("forgotten", delivery.faults().forgotten());
    out.writeNumberField("wrong", delivery.faults().wrong());
    strings(out, "faults", delivery.faults().samples());
    out.writeEndObject();
  }

  private void times(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("millis");
    for (Meter.Kind kind : Meter.Kind.values()) {
      Histogram times = result.stage().meter().of(kind);
      out.writeObjectFieldStart(kind.word());
      out.writeNumberField("count", times.getTotalCount());
      for (int percentile : List.of(50, 95, 99)) {
        out.writeNumberField("p" + percentile, times.getValueAtPercentile(percentile) / 1e3);
      }
      out.writeNumberField("max", times.getMaxValue() / 1e3);
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private void limits(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("limits");
    for (Check check : result.limits().all()) {
      out.writeStartObject();
      out.writeStringField("name", check.name());
      out.writeNumberField("value", check.value());
      out.writeNumberField("limit", check.limit());
      out.writeBooleanField("kept", check.isKept());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void generator(JsonGenerator out, Strain strain) throws IOException {
    out.writeObjectFieldStart("generator");
    out.writeNumberField("lagMs", strain.lagMs());
    out.writeNumberField("saidLateMs", strain.saidLateMs());
    out.writeNumberField("busy", strain.busy());
    out.writeNumberField("descriptors", strain.descriptors());
    out.writeNumberField("descriptorsMax", strain.descriptorsMax());
    out.writeNumberField("shortages", strain.shortages());
    out.writeNumberField("holdersDied", strain.holdersDied());
    out.writeEndObject();
  }

  private static void strings(JsonGenerator out, String name, List<String> values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }
}
