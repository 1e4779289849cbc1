package io.parley.client.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path CLIENT = Path.of(System.getProperty("parley.root", ".."), "client");

  @Test
  void exampleOfTheReadmeIsTheOneThatCompiles() throws IOException {
    String compiled =
        Files.readString(CLIENT.resolve("src/test/java/io/parley/client/example/TwentyLines.java"));
    String shown = Files.readString(CLIENT.resolve("README.md"));

    assertEquals(
        between("// begin\n", " *// end", compiled).stripTrailing().stripIndent(),
        between("```java\n", "```", shown).strip());
  }

  private static String between(String from, String to, String text) {
    Matcher matcher = Pattern.compile(from + "(.*?)" + to, Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), from);
    return matcher.group(1);
  }
}
