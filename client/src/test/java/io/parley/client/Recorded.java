package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a machine wanted done, for tests to look at.
final class Recorded implements Actions {
  final List<ClientFrame> frames = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<ClientState> states = new ArrayList<>();
  final List<ServerFrame> news = new ArrayList<>();
  final List<Trouble> troubles = new ArrayList<>();
  final List<Timestamp> since = new ArrayList<>();

  /// Where it began in each conversation, and how often `since` was kept before that.
  final Map<String, Cursor> beginnings = new HashMap<>();

  final Map<String, Integer> sinceBefore = new HashMap<>();
  final Map<String, Outcome> outcomes = new HashMap<>();
  final Map<Long, ServerFrame> answers = new HashMap<>();
  final Map<Long, RefusedException> failures = new HashMap<>();
  final List<Boolean> tokensAsked = new ArrayList<>();
  int attempt;
  int disconnects;

  @Override
  public void fetchToken(int number, boolean refused) {
    attempt = number;
    tokensAsked.add(refused);
  }

  @Override
  public void connect(int number) {
    attempt = number;
  }

  @Override
  public void transmit(ClientFrame frame) {
    frames.add(frame);
  }

  @Override
  public void disconnect() {
    disconnects++;
  }

  @Override
  public void deliver(Event event) {
    events.add(event);
  }

  @Override
  public void keepBeginning(String conversation, Cursor cursor) {
    beginnings.put(conversation, cursor);
    sinceBefore.put(conversation, since.size());
  }

  @Override
  public void keepSince(Timestamp time) {
    since.add(time);
  }

  @Override
  public void news(ServerFrame frame) {
    news.add(frame);
  }

  @Override
  public void settle(KeptMessage message, Outcome outcome) {
    outcomes.put(message.clientMessageId(), outcome);
  }

  @Override
  public void answer(long call, ServerFrame frame) {
    answers.put(call, frame);
  }

  @Override
  public void fail(long call, RefusedException failure) {
    failures.put(call, failure);
  }

  @Override
  public void state(ClientState state) {
    states.add(state);
  }

  @Override
  public void trouble(Trouble trouble) {
    troubles.add(trouble);
  }

  ClientFrame lastFrame() {
    return frames.getLast();
  }

  ClientState lastState() {
    return states.getLast();
  }

  List<Long> seqs() {
    return events.stream().map(Event::getSeq).toList();
  }
}
