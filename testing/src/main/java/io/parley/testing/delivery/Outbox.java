package io.parley.testing.delivery;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Rename;
import io.parley.protocol.v1.Send;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Messages and changes of groups without an answer. Each is sent until it has one, always with the
/// same `clientMessageId`; a message from the second time on with `resend`.
///
/// Not safe for several threads: its client has the lock.
final class Outbox {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private int underWay;

  /// A message that waits for its answer.
  static final class Entry {
    private final Outgoing message;
    private final CompletableFuture<Place> stored = new CompletableFuture<>();
    private @Nullable String frameId;
    private @Nullable Timestamp firstAttemptAt;
    private boolean isResend;
    private boolean isRepeated;
    // when to send it, or while it is under way, when to stop waiting
    private long dueNanos;

    private Entry(Outgoing message, long dueNanos) {
      this.message = message;
      this.dueNanos = dueNanos;
    }
  }

  CompletableFuture<Place> add(Outgoing message, long now) {
    var entry = new Entry(message, now);
    entries.put(message.clientMessageId(), entry);
    return entry.stored;
  }

  int size() {
    return entries.size();
  }

  int underWay() {
    return underWay;
  }

  /// The next one to send, if one is due; it counts as under way until `deadline`.
  ///
  /// @param serverTime the newest time of the server that is known
  Optional<ClientFrame> next(
      String frameId, long now, long deadline, @Nullable Timestamp serverTime) {
    for (Entry entry : entries.values()) {
      if (entry.frameId == null && entry.dueNanos - now <= 0) {
        ClientFrame frame = frame(frameId, entry);
        if (!entry.isResend) {
          entry.firstAttemptAt = serverTime;
        }
        entry.isRepeated = entry.isResend;
        entry.isResend = true;
        entry.frameId = frameId;
        entry.dueNanos = deadline;
        underWay++;
        return Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  private static ClientFrame frame(String frameId, Entry entry) {
    ClientFrame.Builder frame = ClientFrame.newBuilder().setId(frameId);
    Outgoing message = entry.message;
    String name = message.clientMessageId();
    String group =
        message.recipient() instanceof Recipient.Group(String conversation) ? conversation : "";
    switch (message.act()) {
      case Act.Says(String text) -> frame.setSend(send(entry, text));
      case Act.Creates(String called, Set<String> members) ->
          frame.setCreateGroup(
              CreateGroup.newBuilder()
                  .setName(called)
                  .addAllMembers(members)
                  .setClientMessageId(name));
      case Act.Adds(Set<String> users) ->
          frame.setAddMembers(
              AddMembers.newBuilder()
                  .setConversation(group)
                  .addAllUsers(users)
                  .setClientMessageId(name));
      case Act.Removes(Set<String> users) -> {
        if (users.contains(message.sender())) {
          frame.setLeave(Leave.newBuilder().setConversation(group).setClientMessageId(name));
        } else {
          frame.setRemoveMembers(
              RemoveMembers.newBuilder()
                  .setConversation(group)
                  .addAllUsers(users)
                  .setClientMessageId(name));
        }
      }
      case Act.Renames(String called) ->
          frame.setRename(
              Rename.newBuilder().setConversation(group).setName(called).setClientMessageId(name));
      case Act.Other other -> throw new IllegalArgumentException(other + ": nobody asks for it");
    }
    return frame.build();
  }

  private static Send.Builder send(Entry entry, String text) {
    Send.Builder send =
        Send.newBuilder()
            .setClientMessageId(entry.message.clientMessageId())
            .setText(text)
            .setResend(entry.isResend);
    switch (entry.message.recipient()) {
      case Recipient.User(String user) -> send.setUser(user);
      case Recipient.Group(String conversation) -> send.setConversation(conversation);
      case Recipient.NewGroup() -> throw new IllegalArgumentException("a message to no group");
    }
    if (entry.firstAttemptAt != null) {
      send.setFirstAttemptAt(entry.firstAttemptAt);
    }
    return send;
  }

  /// Its answer came, maybe to an attempt that was given up. False if that is no news.
  boolean stored(String clientMessageId, Place place) {
    Entry entry = entries.remove(clientMessageId);
    if (entry == null) {
      return false;
    }
    release(entry, 0);
    return entry.stored.complete(place);
  }

  /// It was answered with an error that may pass.
  ///
  /// @return false if no message is under way with this frame
  boolean postpone(String frameId, long untilNanos) {
    Entry entry = withFrame(frameId);
    if (entry == null) {
      return false;
    }
    release(entry, untilNanos);
    return true;
  }

  /// It was answered with an error that will not pass.
  ///
  /// @return what was refused; empty if nothing is under way with this frame
  Optional<Outgoing> refuse(String frameId, Problem problem) {
    Entry entry = withFrame(frameId);
    if (entry == null) {
      return Optional.empty();
    }
    release(entry, 0);
    entries.remove(entry.message.clientMessageId());
    entry.stored.completeExceptionally(new RefusedException(problem, entry.isRepeated));
    return Optional.of(entry.message);
  }

  /// What has waited long enough for its answer is due again. Returns how many were.
  int expire(long now) {
    List<Entry> expired =
        entries.values().stream()
            .filter(entry -> entry.frameId != null && entry.dueNanos - now <= 0)
            .toList();
    expired.forEach(entry -> release(entry, now));
    return expired.size();
  }

  /// The socket is gone, and with it every answer.
  void lost(long now) {
    new ArrayList<>(entries.values()).forEach(entry -> release(entry, now));
  }

  private @Nullable Entry withFrame(String frameId) {
    for (Entry entry : entries.values()) {
      if (frameId.equals(entry.frameId)) {
        return entry;
      }
    }
    return null;
  }

  private void release(Entry entry, long dueNanos) {
    if (entry.frameId != null) {
      entry.frameId = null;
      underWay--;
    }
    entry.dueNanos = dueNanos;
  }
}
