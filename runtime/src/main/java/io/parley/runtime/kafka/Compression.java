package io.parley.runtime.kafka;

import java.util.Locale;

/// How batches of records are compressed by the producer.
public enum Compression {
  NONE,
  LZ4,
  ZSTD,
  SNAPPY,
  GZIP;

  String configValue() {
    return name().toLowerCase(Locale.ROOT);
  }
}
