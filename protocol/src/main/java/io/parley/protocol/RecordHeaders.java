package io.parley.protocol;

/// Headers of every record in our topics; values are UTF-8. Short, since each record carries them.
public final class RecordHeaders {
  /// The id under which everything done for one client request stands in the logs. In a header, so
  /// that a record can be traced, and reported as unreadable, without reading it.
  public static final String REQUEST_ID = "rid";

  /// The schema the value is written in: [#SCHEMA_V1]. A reader sets aside what it does not know.
  public static final String SCHEMA = "schema";

  /// Protobuf of `parley.v1`, the message the topic is for ([Topics]). Stays while old readers can
  /// read what new writers write, which adding fields never breaks.
  public static final String SCHEMA_V1 = "parley.v1";

  private RecordHeaders() {}
}
