package io.parley.edge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The two files that TLS is configured with. Blocks.
record CertificateFiles(Path certificate, Path key) {
  private static final int BYTES_MAX = 256 * 1024;

  /// What they held.
  static final class Content {
    private final byte[] certificate;
    private final byte[] key;

    Content(byte[] certificate, byte[] key) {
      this.certificate = certificate;
      this.key = key;
    }

    byte[] certificate() {
      return certificate;
    }

    byte[] key() {
      return key;
    }

    /// Alike for the same content alone, and tells nothing of it.
    String print() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] first = digest.digest(certificate);
        digest.update(first);
        return HexFormat.of().formatHex(digest.digest(key));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // every JDK has it
      }
    }
  }

  static CertificateFiles of(EdgeConfig.Tls config) {
    return new CertificateFiles(config.certificate(), config.key());
  }

  Content read() throws IOException {
    return new Content(read("certificate", certificate), read("key", key));
  }

  private static byte[] read(String setting, Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    } catch (IOException e) {
      throw new IOException(
          "edge.tls.%s: %s cannot be read (expected: a file that this user may read)"
              .formatted(setting, file),
          e);
    }
    if (bytes.length > BYTES_MAX) {
      throw new IOException(
          "edge.tls.%s: too large (expected: <= %d bytes)".formatted(setting, BYTES_MAX));
    }
    return bytes;
  }
}
