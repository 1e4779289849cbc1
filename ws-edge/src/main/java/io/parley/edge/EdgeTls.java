package io.parley.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
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

  private final EdgeConfig.Tls config;
  private final CertificateFiles files;
  private final Supplier<TlsEngine> engines;
  private final Surroundings surroundings;
  private final EdgeMetrics metrics;
  private final AtomicInteger underWay = new AtomicInteger();
  private final GenericFutureListener<Future<Channel>> onEnded = this::ended;
  private volatile @Nullable InForce inForce;
  private volatile @Nullable ScheduledFuture<?> next;
  private volatile boolean stopped;

  /// What the last two looks found; of whichever thread looks, and those come one after another.
  private volatile TlsReload reload = TlsReload.of("");

  /// @param before what was in force until then. An event loop may have been about to use it, so it
  ///   is released one change later.
  private record InForce(TlsEngine engine, SslContext context, @Nullable SslContext before) {}

  EdgeTls(
      EdgeConfig.Tls config,
      Supplier<TlsEngine> engines,
      Surroundings surroundings,
      EdgeMetrics metrics) {
    this.config = config;
    this.files = CertificateFiles.of(config);
    this.engines = engines;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  /// Fails if the files are no good.
  CompletionStage<Void> start() {
    return CompletableFuture.runAsync(this::takeFirst, surroundings.blocking());
  }

  void stop() {
    stopped = true;
    ScheduledFuture<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }

  /// Begins a handshake on a new connection.
  ///
  /// @return false: as many as may be are under way, and the connection is to be closed
  boolean secure(ChannelPipeline pipeline) {
    InForce current = inForce;
    if (current == null) {
      throw new IllegalStateException("not started");
    }
    if (underWay.incrementAndGet() > config.handshakesMax()) {
      underWay.decrementAndGet();
      metrics.tlsHandshake(EdgeMetrics.TlsHandshake.TOO_MANY);
      return false;
    }
    SslHandler handler = current.context().newHandler(pipeline.channel().alloc());
    handler.setHandshakeTimeoutMillis(config.handshakeWithin().toMillis());
    Future<Channel> _ = handler.handshakeFuture().addListener(onEnded);
    pipeline.addFirst("tls", handler);
    return true;
  }

  private void ended(Future<Channel> handshake) {
    underWay.decrementAndGet();
    metrics.tlsHandshake(
        switch (handshake.cause()) {
          case null -> EdgeMetrics.TlsHandshake.ACCEPTED;
          case SslHandshakeTimeoutException _ -> EdgeMetrics.TlsHandshake.TIMED_OUT;
          case NotSslRecordException _ -> EdgeMetrics.TlsHandshake.NOT_TLS;
          case ClosedChannelException _ -> EdgeMetrics.TlsHandshake.LEFT;
          default -> EdgeMetrics.TlsHandshake.FAILED;
        });
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
    InForce replaced = inForce;
    inForce = new InForce(engine, context, replaced == null ? null : replaced.context());
    if (replaced != null && replaced.before() != null) {
      ReferenceCountUtil.release(replaced.before());
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
}
