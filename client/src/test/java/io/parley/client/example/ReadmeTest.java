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
  static final Path SOURCE =
      CLIENT.resolve("src/test/java/io/parley/client/example/TwentyLines.java");

  @Test
  void exampleOfTheReadmeIsTheOneThatCompiles() throws IOException {
    String compiled = Files.readString(SOURCE);

    assertEquals(
        between("// begin\n", " *// end", compiled).stripTrailing().stripIndent(), shown());
  }

  static String shown() throws IOException {
    return between("```java\n", "```", Files.readString(CLIENT.resolve("README.md"))).strip();
  }

  private static String between(String from, String to, String text) {
    Matcher matcher = Pattern.compile(from + "(.*?)" + to, Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), from);
    return matcher.group(1);
  }
}
