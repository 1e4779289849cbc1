package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// What a rule objects to, a line each.
final class Findings {
  private Findings() {}

  static void none(String reason, List<String> findings) {
    if (!findings.isEmpty()) {
      fail(reason + "\n  " + String.join("\n  ", findings) + "\n");
    }
  }

  /// The rule objects to exactly one thing, and tells it with these words.
  static void one(List<String> findings, String... words) {
    assertEquals(1, findings.size(), findings::toString);
    for (String word : words) {
      assertTrue(findings.getFirst().contains(word), findings::toString);
    }
  }

  /// The rule refuses these classes, and tells it with these words.
  static void refused(ArchRule rule, JavaClasses classes, String... words) {
    String report = rule.evaluate(classes).getFailureReport().toString();
    assertTrue(rule.evaluate(classes).hasViolation(), rule.getDescription());
    for (String word : words) {
      assertTrue(report.contains(word), report);
    }
  }
}
