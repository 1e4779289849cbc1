package io.parley.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts TLS before everything else of a connection, so that neither the HTTP server nor a socket
/// knows of it. The files of the certificate are looked at again and again: new connections get
/// what was taken last, and those that are open keep what they have. A pair that is no good changes
/// nothing.
///
/// [#secure] is for event loops, the rest for one thread at a time.
final class EdgeTls {
  private static final Logger log = LoggerFactory.getLogger(EdgeTls.class);

  /// So many addresses it takes at least to have all the handshakes there may be.
  private static final int ADDRESSES_MIN = 10;

  private final EdgeConfig.Tls config;
  private final CertificateFiles files;
  private final Supplier<TlsEngine> engines;
  private final Surroundings surroundings;
  private final EdgeMetrics metrics;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AddressConnections ofAddresses;
  private volatile @Nullable InForce inForce;
  private volatile @Nullable ScheduledFuture<?> next;
  private volatile boolean stopped;

  /// What the last two looks found; of whichever thread looks, and those come one after another.
  private volatile TlsReload reload = TlsReload.of("");

  /// @param before what was in force until then. An event loop may have been about to use it, so it
  ///   is released at the next look.
  private record InForce(TlsEngine engine, SslContext context, @Nullable SslContext before) {}

  EdgeTls(
      EdgeConfig edge,
      Supplier<TlsEngine> engines,
      Surroundings surroundings,
      EdgeMetrics metrics) {
    this.config = edge.tls();
    this.files = CertificateFiles.of(config);
    // where all come from one address it has no share
    this.ofAddresses =
        new AddressConnections(
            edge.connectionsPerAddress() == 0
                ? 0
                : Math.max(1, config.handshakesMax() / ADDRESSES_MIN));
    this.engines = engines;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  /// Fails if the files are no good.
  CompletionStage<Void> start() {
    return CompletableFuture.runAsync(this::takeFirst, surroundings.blocking());
  }

  /// From here on nothing is secured. The key is let go once the connections that are open are.
  void stop() {
    ScheduledFuture<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
    InForce last = end();
    if (last != null) {
      ReferenceCountUtil.release(last.context());
      ReferenceCountUtil.release(last.before());
    }
  }

  private synchronized @Nullable InForce end() {
    InForce last = inForce;
    stopped = true;
    inForce = null;
    return last;
  }

  /// Begins a handshake on a new connection. When it is not begun, or this throws, the connection
  /// is to be closed.
  ///
  /// @param address to whose handshakes this one is counted; empty: to nobody's
  /// @return false: as many as may be are under way, or this has ended
  boolean secure(ChannelPipeline pipeline, String address) {
    InForce current = inForce;
    if (current == null) {
      return false;
    }
    EdgeMetrics.TlsHandshake refused = begin(address);
    if (refused != null) {
      metrics.tlsHandshake(refused);
      return false;
    }
    try {
      SslHandler handler = current.context().newHandler(pipeline.channel().alloc());
      handler.setHandshakeTimeoutMillis(config.handshakeWithin().toMillis());
      pipeline.addFirst("tls", handler);
      Future<Channel> _ =
          handler.handshakeFuture().addListener(done -> ended(address, outcome(done.cause())));
      return true;
    } catch (RuntimeException e) {
      ended(address, EdgeMetrics.TlsHandshake.FAILED);
      throw e;
    }
  }

  /// Counts one more, unless it is one too many. The address first: what it may not have is taken
  /// from nobody else, not even for a moment.
  private EdgeMetrics.@Nullable TlsHandshake begin(String address) {
    if (!ofAddresses.open(address)) {
      return EdgeMetrics.TlsHandshake.ADDRESS_TOO_MANY;
    }
    if (underWay.incrementAndGet() > config.handshakesMax()) {
      underWay.decrementAndGet();
      ofAddresses.closed(address);
      return EdgeMetrics.TlsHandshake.TOO_MANY;
    }
    return null;
  }

  private void ended(String address, EdgeMetrics.TlsHandshake outcome) {
    underWay.decrementAndGet();
    ofAddresses.closed(address);
    metrics.tlsHandshake(outcome);
  }

  /// Calls back when the handshake of a connection that was secured has ended in any way.
  static void afterHandshake(ChannelPipeline pipeline, Runnable then) {
    Future<Channel> _ =
        pipeline.get(SslHandler.class).handshakeFuture().addListener(_ -> then.run());
  }

  /// @param fault null: none
  static EdgeMetrics.TlsHandshake outcome(@Nullable Throwable fault) {
    return switch (fault) {
      case null -> EdgeMetrics.TlsHandshake.ACCEPTED;
      case SslHandshakeTimeoutException _ -> EdgeMetrics.TlsHandshake.TIMED_OUT;
      case NotSslRecordException _ -> EdgeMetrics.TlsHandshake.NOT_TLS;
      case ClosedChannelException _ -> EdgeMetrics.TlsHandshake.LEFT;
      // what was to be said could not be sent
      case SSLException e when isOfTheConnection(e.getCause()) -> EdgeMetrics.TlsHandshake.LEFT;
      default -> EdgeMetrics.TlsHandshake.FAILED;
    };
  }

  private static boolean isOfTheConnection(@Nullable Throwable cause) {
    return cause instanceof IOException && !(cause instanceof SSLException);
  }

  private void takeFirst() {
    try {
      take(engines.get(), files.read());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    lookLater();
  }

  private void lookLater() {
    if (stopped) {
      return;
    }
    try {
      next =
          surroundings
              .timer()
              .schedule(
                  () -> surroundings.blocking().execute(this::look),
                  config.reloadEvery().toNanos(),
                  TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.atDebug().log("certificates are not looked at again: ending");
    }
  }

  private void look() {
    releaseBefore();
    try {
      CertificateFiles.Content content = files.read();
      String print = content.print();
      TlsReload.Step step = reload.next(print);
      reload = reload.found(print);
      InForce current = inForce;
      if (step == TlsReload.Step.TAKE && current != null) {
        take(current.engine(), content);
      }
    } catch (IOException | RuntimeException e) {
      metrics.tlsReloadFailed();
      log.atError()
          .addKeyValue("reason", FaultText.of(e))
          .log("a new certificate cannot be taken; the one before stays");
    }
    lookLater();
  }

  private void take(TlsEngine engine, CertificateFiles.Content content) throws IOException {
    CertifiedKey pair = CertifiedKey.parse(content, surroundings.clock().instant());
    SslContext context = engine.context(pair, config);
    if (!isPut(engine, context)) {
      ReferenceCountUtil.release(context);
      return;
    }
    reload = TlsReload.of(content.print());
    Instant expires = pair.expires();
    metrics.tlsCertificate(engine.label(), expires.getEpochSecond());
    log.atInfo()
        .addKeyValue("engine", engine.label())
        .addKeyValue("serial", pair.chain().getFirst().getSerialNumber().toString(16))
        .addKeyValue("expires", expires)
        .log("this certificate is shown from now on");
  }

  /// Not once this has ended.
  private synchronized boolean isPut(TlsEngine engine, SslContext context) {
    InForce replaced = inForce;
    if (!stopped) {
      inForce = new InForce(engine, context, replaced == null ? null : replaced.context());
    }
    return !stopped;
  }

  private synchronized void releaseBefore() {
    InForce current = inForce;
    if (current != null && current.before() != null) {
      inForce = new InForce(current.engine(), current.context(), null);
      ReferenceCountUtil.release(current.before());
    }
  }
}
