package io.parley.history.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step of the schema: a file `NNNN-name.cql`. Once released it is never changed; what is to be
/// different goes into the next one.
///
/// Each statement must be one that may be executed again (`IF NOT EXISTS`, `IF EXISTS`): a step
/// that was left half done is begun anew.
///
/// @param checksum of the file's text
record Migration(int number, String file, String checksum, List<String> statements) {
  private static final Pattern NAME = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.cql");
  private static final String FOLDER = "/io/parley/history/migrations/";

  /// All files, in order; `MigrationTest` compares them with the folder.
  static final List<String> FILES =
      List.of("0001-messages.cql", "0002-accounts.cql", "0003-groups.cql");

  Migration {
    statements = List.copyOf(statements);
  }

  /// The steps that this program needs.
  static List<Migration> all() {
    return FILES.stream().map(file -> of(file, text(file))).toList();
  }

  static Migration of(String file, String text) {
    return new Migration(number(file), file, checksum(text), CqlScript.statements(text));
  }

  static int number(String file) {
    Matcher name = NAME.matcher(file);
    if (!name.matches()) {
      throw new IllegalArgumentException("migration: " + file + " (expected: NNNN-name.cql)");
    }
    return Integer.parseInt(name.group(1));
  }

  private static String text(String file) {
    try (InputStream resource = Migration.class.getResourceAsStream(FOLDER + file)) {
      if (resource == null) {
        throw new IllegalStateException("migration: " + file + " is not in the program");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String checksum(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
