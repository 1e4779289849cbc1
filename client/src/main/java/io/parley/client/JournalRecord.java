package io.parley.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of a [JournalStore]: what changed.
sealed interface JournalRecord {
  record CursorSaved(String conversation, Cursor cursor) implements JournalRecord {}

  record SinceSaved(Instant since) implements JournalRecord {}

  record MessageAdded(KeptMessage message) implements JournalRecord {}

  record MessageRemoved(String conversation, String clientMessageId) implements JournalRecord {}

  int CURSOR = 1;
  int SINCE = 2;
  int ADDED = 3;
  int REMOVED = 4;

  default byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private void writeTo(DataOutputStream out) throws IOException {
    if (this instanceof CursorSaved saved) {
      out.writeByte(CURSOR);
      write(out, saved.conversation());
      out.writeLong(saved.cursor().seq());
      out.writeLong(saved.cursor().messageId());
    } else if (this instanceof SinceSaved saved) {
      out.writeByte(SINCE);
      write(out, saved.since());
    } else if (this instanceof MessageAdded added) {
      out.writeByte(ADDED);
      KeptMessage message = added.message();
      write(out, message.conversation());
      write(out, message.clientMessageId());
      write(out, message.draft().user());
      write(out, message.draft().conversation());
      write(out, message.draft().text());
      out.writeLong(message.draft().replyTo());
      write(out, message.draft().media());
      write(out, message.notBefore());
    } else if (this instanceof MessageRemoved removed) {
      out.writeByte(REMOVED);
      write(out, removed.conversation());
      write(out, removed.clientMessageId());
    }
  }

  /// Null: none of ours.
  static @Nullable JournalRecord decoded(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case CURSOR -> new CursorSaved(text(in), new Cursor(in.readLong(), in.readLong()));
        case SINCE -> since(time(in));
        case ADDED ->
            new MessageAdded(
                new KeptMessage(
                    text(in),
                    text(in),
                    new Draft(text(in), text(in), text(in), in.readLong(), text(in)),
                    time(in)));
        case REMOVED -> new MessageRemoved(text(in), text(in));
        default -> null;
      };
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable JournalRecord since(@Nullable Instant time) {
    return time == null ? null : new SinceSaved(time);
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("length: " + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void write(DataOutputStream out, @Nullable Instant time) throws IOException {
    out.writeBoolean(time != null);
    if (time != null) {
      out.writeLong(time.getEpochSecond());
      out.writeInt(time.getNano());
    }
  }

  private static @Nullable Instant time(DataInputStream in) throws IOException {
    return in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
  }
}
