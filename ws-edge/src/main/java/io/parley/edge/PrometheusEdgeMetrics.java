package io.parley.edge;

import io.parley.protocol.v1.Code;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.Locale;

/// What an edge counts, as Prometheus scrapes it.
public final class PrometheusEdgeMetrics implements EdgeMetrics {
  private static final double NANOS = 1e9;
  private static final double[] SECONDS = {
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15
  };

  private final CollectorRegistry registry;
  private final Gauge connections;
  private final Counter refused;
  private final Counter requests;
  private final Counter tlsHandshakes;
  private final Gauge tlsCertificate;
  private final Counter tlsReloadsFailed;
  private final Counter handshakes;
  private final Gauge sockets;
  private final Counter closes;
  private final Gauge sessions;
  private final Counter framesIn;
  private final Counter framesOut;
  private final Counter bytesOut;
  private final Gauge inFlight;
  private final Counter marksGathered;
  private final Counter marksKeptBack;
  private final Counter marksLost;
  private final Counter smallReadsRefused;
  private final Gauge waiting;
  private final Counter outboundFull;
  private final Gauge kept;
  private final Counter inboundFull;
  private final Histogram answers;
  private final Counter unanswered;
  private final Counter answersDropped;
  private final Counter commandsFailed;
  private final Histogram lag;
  private final Counter unreadable;
  private final Counter restarts;
  private final Counter pongsWithoutHeads;
  private final Counter registrationsFailed;
  private final Counter refreshed;
  private final Counter heads;
  private final Counter copies;
  private final Counter slices;
  private final Gauge channels;
  private final Gauge channelMembers;
  private final Counter channelsNotHeard;
  private final Counter interestsFailed;
  private final Counter channelsUnread;
  private final Counter channelHeads;

  public PrometheusEdgeMetrics(CollectorRegistry registry) {
    this.registry = registry;
    connections = gauge("connections", "Connections that clients hold open");
    refused = counter("connections_refused", "Connections refused at the limit");
    requests = counter("http_requests", "HTTP requests answered", "status");
    tlsHandshakes = counter("tls_handshakes", "Handshakes of TLS", "outcome");
    tlsCertificate =
        gauge("tls_certificate_expires_seconds", "When the certificate expires", "engine");
    tlsReloadsFailed = counter("tls_reloads_failed", "Times the files of TLS could not be taken");
    handshakes = counter("handshakes", "Requests for a socket", "outcome");
    sockets = gauge("sockets", "Sockets open, welcomed or not");
    closes = counter("sockets_closed", "Sockets that ended, by close code", "code");
    sessions = gauge("sessions", "Devices welcomed and connected", "subprotocol");
    framesIn = counter("frames_in", "Frames read, by kind and what became of them", "kind", "code");
    framesOut = counter("frames_out", "Frames written");
    bytesOut = counter("bytes_out", "Bytes of frames written");
    inFlight = gauge("commands_in_flight", "Commands whose answer has not come");
    marksGathered = counter("marks_gathered", "Marks that became one with others");
    marksKeptBack = counter("marks_kept_back", "Marks that could not be read for, and went later");
    marksLost = counter("marks_lost", "Marks of ended sockets that were never written");
    smallReadsRefused = counter("small_reads_refused", "Small reads that found the line full");
    waiting = gauge("outbound_waiting_bytes", "Bytes that wait for slow readers");
    outboundFull = counter("outbound_full", "Slow readers closed for want of room for all of them");
    kept = gauge("inbound_kept_bytes", "Bytes kept of messages that are not whole or wait");
    inboundFull = counter("inbound_full", "Clients closed for want of room for what all send");
    answers = histogram("command_seconds", "From a command to its answer");
    unanswered = counter("commands_unanswered", "Commands nobody answered in time");
    answersDropped = counter("answers_dropped", "Answers that came too late or for nobody");
    commandsFailed = counter("commands_failed", "Commands that the log did not confirm");
    lag = histogram("delivery_lag_seconds", "From a delivery in the log to the socket");
    unreadable = counter("deliveries_unreadable", "Deliveries set aside");
    restarts = counter("deliveries_restarts", "Times the reader of deliveries was begun anew");
    pongsWithoutHeads = counter("pongs_without_heads", "Heartbeats the registry could not serve");
    registrationsFailed = counter("registrations_failed", "Devices not registered at first");
    refreshed = counter("sessions_refreshed", "Sessions registered again");
    heads = counter("heads_unasked", "Sessions told unasked where their conversations stand");
    copies = counter("copies", "Copies of deliveries written to sockets");
    slices = counter("slices", "Times a loop went on later with what it has to write");
    channels = gauge("channels", "Channels this edge is interested in");
    channelMembers = gauge("channel_members", "Sessions in channels, each counted for each");
    channelsNotHeard = counter("channels_not_heard", "Sessions found in more than they can hear");
    interestsFailed = counter("interests_failed", "Channels the registry could not be told of");
    channelsUnread = counter("channels_unread", "Hellos for which channels could not be read");
    channelHeads = counter("channel_heads", "Channels whose members were told where they stand");
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.build("parley_edge_" + name, help).labelNames(labels).register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.build("parley_edge_" + name, help).labelNames(labels).register(registry);
  }

  private Histogram histogram(String name, String help) {
    return Histogram.build("parley_edge_" + name, help).buckets(SECONDS).register(registry);
  }

  @Override
  public void connectionOpened() {
    connections.inc();
  }

  @Override
  public void connectionClosed() {
    connections.dec();
  }

  @Override
  public void connectionRefused() {
    refused.inc();
  }

  @Override
  public void answered(int status) {
    requests.labels(Integer.toString(status)).inc();
  }

  @Override
  public void tlsHandshake(TlsHandshake outcome) {
    tlsHandshakes.labels(outcome.name().toLowerCase(Locale.ROOT)).inc();
  }

  @Override
  public void tlsCertificate(String engine, long expires) {
    tlsCertificate.labels(engine).set((double) expires);
  }

  @Override
  public void tlsReloadFailed() {
    tlsReloadsFailed.inc();
  }

  @Override
  public void handshake(Handshake outcome) {
    handshakes.labels(outcome.name().toLowerCase(Locale.ROOT)).inc();
  }

  @Override
  public void socketOpened() {
    sockets.inc();
  }

  @Override
  public void socketClosed(int code) {
    sockets.dec();
    closes.labels(Integer.toString(code)).inc();
  }

  @Override
  public void sessionBegan(String subprotocol) {
    sessions.labels(subprotocol).inc();
  }

  @Override
  public void sessionEnded(String subprotocol) {
    sessions.labels(subprotocol).dec();
  }

  @Override
  public void frameIn(String kind, Code code) {
    framesIn.labels(kind, code == Code.CODE_UNSPECIFIED ? "OK" : code.name()).inc();
  }

  @Override
  public void framesOut(int frames, long bytes) {
    framesOut.inc(frames);
    bytesOut.inc((double) bytes);
  }

  @Override
  public void inFlight(int by) {
    inFlight.inc(by);
  }

  @Override
  public void markGathered() {
    marksGathered.inc();
  }

  @Override
  public void markKeptBack() {
    marksKeptBack.inc();
  }

  @Override
  public void marksLost(int marks) {
    marksLost.inc(marks);
  }

  @Override
  public void smallReadRefused() {
    smallReadsRefused.inc();
  }

  @Override
  public void outboundWaiting(long by) {
    waiting.inc((double) by);
  }

  @Override
  public void outboundFull() {
    outboundFull.inc();
  }

  @Override
  public void inboundKept(long by) {
    kept.inc((double) by);
  }

  @Override
  public void inboundFull() {
    inboundFull.inc();
  }

  @Override
  public void commandAnswered(Duration took) {
    answers.observe(took.toNanos() / NANOS);
  }

  @Override
  public void answerTimedOut() {
    unanswered.inc();
  }

  @Override
  public void answerDropped() {
    answersDropped.inc();
  }

  @Override
  public void commandFailed() {
    commandsFailed.inc();
  }

  @Override
  public void delivered(int written, Duration since) {
    copies.inc(written);
    lag.observe(since.toNanos() / NANOS);
  }

  @Override
  public void sliced() {
    slices.inc();
  }

  @Override
  public void channelsHeld(int by) {
    channels.inc(by);
  }

  @Override
  public void channelMembers(int by) {
    channelMembers.inc(by);
  }

  @Override
  public void channelNotHeard() {
    channelsNotHeard.inc();
  }

  @Override
  public void interestFailed(int count) {
    interestsFailed.inc(count);
  }

  @Override
  public void channelsUnread() {
    channelsUnread.inc();
  }

  @Override
  public void channelHeadsTold(int count) {
    channelHeads.inc(count);
  }

  @Override
  public void deliveryUnreadable() {
    unreadable.inc();
  }

  @Override
  public void deliveriesRestarted() {
    restarts.inc();
  }

  @Override
  public void pongWithoutHeads() {
    pongsWithoutHeads.inc();
  }

  @Override
  public void registrationFailed() {
    registrationsFailed.inc();
  }

  @Override
  public void refreshed(int count) {
    refreshed.inc(count);
  }

  @Override
  public void headsSent() {
    heads.inc();
  }
}
