package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTreeCanFailTest {
  @Test
  void aLongFileIsRefused() {
    assertEquals(List.of(), JavaSourceRules.sizeFaults(java("\n".repeat(500))));
    Findings.one(JavaSourceRules.sizeFaults(java("\n".repeat(501))), "A.java", "501 lines");
  }

  @Test
  void aWideLineIsRefused() {
    assertEquals(List.of(), JavaSourceRules.sizeFaults(java("é".repeat(120))));
    Findings.one(JavaSourceRules.sizeFaults(java("\n" + "é".repeat(121))), "A.java:2", "121");
  }

  @Test
  void aSuppressionWithoutAReasonIsRefused() {
    Findings.one(
        JavaSourceRules.unexplainedSuppressions(
            java("class A {\n  /// Documentation.\n  @SuppressWarnings(\"x\")\n  int a;\n}\n")),
        "A.java:3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@SuppressWarnings(\"x\") // because\nint a;",
        "// because\n@SuppressWarnings({\"x\", \"y\"})\nint a;",
        "String a = \"@SuppressWarnings(b)\";"
      })
  void aSuppressionWithAReasonIsAccepted(String text) {
    assertEquals(List.of(), JavaSourceRules.unexplainedSuppressions(java(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ntry { a(); } catch (IOException e) {\n}",
        "\ntry { a(); } catch (IOException | Error _) {}",
        "\ntry { a(); } catch (Exception ignored) { if (b) { c(); } }",
        "\ntry { a(\"}\"); } catch (final RuntimeException _) { return; } // why"
      })
  void aSilentCatchIsRefused(String text) {
    Findings.one(JavaSourceRules.silentCatches(java(text)), "A.java:2", "catch (");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "try { a(); } catch (IOException e) {\n  // gone already\n}",
        "try { a(); } catch (NumberFormatException _) { return -1; }",
        "try { a(); } catch (Exception ignored) { /* why */ return; }",
        "String a = \"catch (Exception ignored) {}\"; // catch (Exception e) {}"
      })
  void aCatchThatSaysWhyIsAccepted(String text) {
    assertEquals(List.of(), JavaSourceRules.silentCatches(java(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TO" + "DO", "FIX" + "ME", "XX" + "X"})
  void unfinishedWorkIsRefused(String mark) {
    Findings.one(
        TextRules.unfinishedWork(new SourceFile("docs/start.md", "\n// " + mark + ": later")),
        "docs/start.md:2",
        mark);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cd /ho" + "me/alice/parley",
        "\"/ro" + "ot/.m2\"",
        "<mir" + "rors>",
        "<reposit" + "ory>",
        "npm config set regis" + "try=https://npm.example.org",
        "export GOPRO" + "XY=https://go.example.org"
      })
  void wordsOfOneMachineAreRefused(String line) {
    Findings.one(
        TextRules.wordsOfOneMachine(new SourceFile(".ci/run", "#!/bin/sh\n" + line)), ".ci/run:2");
  }

  @Test
  void pathsThatAreEverywhereTheSameAreAccepted() {
    String text = "$HOME/.m2 ~/parley https://example.org/home/page src/root/a /usr/lib/jvm";
    assertEquals(List.of(), TextRules.wordsOfOneMachine(new SourceFile("a.sh", text)));
  }

  @Test
  void aDeadLinkIsRefused() {
    SourceFile page =
        new SourceFile(
            "docs/start.md",
            """
            [up](../README.md#start) [beside](guide.md) [out](https://example.org) [here](#here)
            `[code](gone.md)` ![picture](picture.svg "a picture")
            ```
            [fenced](gone.md)
            ```
            [named]: decisions/0001-keep-it.md
            """);
    List<String> files = List.of("README.md", "docs/guide.md", "docs/picture.svg");
    Findings.one(
        DocRules.deadLinks(page, files::contains), "docs/start.md:6", "decisions/0001-keep-it.md");
    assertEquals(4, DocRules.deadLinks(page, path -> false).size());
  }

  @Test
  void aDecisionOfTheRightFormIsAccepted() {
    assertEquals(List.of(), DocRules.decisionFaults(List.of(decision("0007-keep-it", 7))));
  }

  @Test
  void aDecisionWithoutANumberOrANameIsRefused() {
    for (String name : List.of("keep-it", "7-keep-it", "0007", "0007-keep", "0007-Keep-It")) {
      Findings.one(DocRules.decisionFaults(List.of(decision(name, 7))), name, "NNNN-verb-phrase");
    }
  }

  @Test
  void twoDecisionsOfOneNumberAreRefused() {
    Findings.one(
        DocRules.decisionFaults(List.of(decision("0007-keep-it", 7), decision("0007-drop-it", 7))),
        "0007-drop-it",
        "0007-keep-it");
  }

  @Test
  void aDecisionWithAnotherNumberInItsTitleIsRefused() {
    Findings.one(DocRules.decisionFaults(List.of(decision("0007-keep-it", 8))), "# 7.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Status: accepted", "## Context", "## Decision", "## Consequences"})
  void aDecisionThatLacksAPartIsRefused(String part) {
    SourceFile whole = decision("0007-keep-it", 7);
    SourceFile broken = new SourceFile(whole.path(), whole.text().replace(part, ""));
    Findings.one(DocRules.decisionFaults(List.of(broken)), "0007-keep-it", "## Consequences");
  }

  @Test
  void whatIsBuiltOrNoTextIsNotRead(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve("module/target"));
    Files.writeString(root.resolve("module/target/Built.java"), "class Built {}");
    Files.writeString(root.resolve("module/Written.java"), "class Written {}");
    Files.write(root.resolve("module/picture.png"), new byte[] {(byte) 0x89, 'P', 0});
    List<SourceFile> files = SourceTree.read(root).files();
    assertEquals(List.of(new SourceFile("module/Written.java", "class Written {}")), files);
  }

  private static SourceFile java(String text) {
    return new SourceFile("protocol/src/main/java/A.java", text);
  }

  private static SourceFile decision(String name, int number) {
    return new SourceFile(
        DocRules.DECISIONS + name + ".md",
        """
        # %d. Keep it

        Status: accepted

        ## Context

        It is there.

        ## Decision

        Keep it.

        ## Consequences

        - It stays.
        """
            .formatted(number));
  }
}
