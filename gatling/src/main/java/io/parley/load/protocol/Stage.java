package io.parley.load.protocol;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.parley.client.TokenSource;
import io.parley.load.holder.Holders;
import io.parley.load.net.Dialer;
import io.parley.load.net.Enrolment;
import io.parley.load.net.Sources;
import io.parley.load.net.Trust;
import io.parley.load.plan.Cast;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Person;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.verdict.ConversationLedger;
import io.parley.load.verdict.Ledger;
import io.parley.load.verdict.StepMeter;
import io.parley.load.verdict.Strain;
import io.parley.protocol.v1.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Everything that the people of one run share.
public final class Stage implements AutoCloseable {
  private static final String DEVICE = "load";

  /// What else a process has open.
  private static final int DESCRIPTORS_BESIDE = 300;

  private final LoadOptions options;
  private final Script script;
  private final long run;
  private final RunClock clock;
  private final LongSupplier nanoTime;
  private final Trust trust;
  private final Dialer dialer;
  private final Meter meter = new Meter();
  private final StepMeter steps;
  private final Ledger ledger;
  private final People people;
  private final List<String> names;
  private final List<List<Cast.Place>> places;
  private final double share;

  // set before anybody arrives
  private List<TokenSource> tokens = List.of();
  private List<String> conversations = List.of();
  private @Nullable Holders holders;
  private @Nullable StrainGauge gauge;

  // set by the thread that judges
  private volatile Settlement.Settled settled = Settlement.Settled.NOT_YET;

  /// @param run tells this run's messages and names from those of others
  public Stage(LoadOptions options, Script script, LongSupplier nanoTime, long run) {
    this.options = options;
    this.script = script;
    this.run = run;
    this.nanoTime = nanoTime;
    this.clock = new RunClock(nanoTime, script.tempo().seconds());
    Sources sources =
        Sources.of(options.text(Setting.SOURCES), options.edges().getFirst().getHost());
    this.trust = Trust.of(options.text(Setting.TRUST));
    this.dialer = new Dialer(sources, options.edges().getFirst().getScheme().equals("wss"), trust);
    Cast cast = script.cast();
    this.steps =
        new StepMeter(
            script.tempo().pieces().stream()
                .mapToLong(piece -> Math.round(piece.perSecond()))
                .toArray());
    List<ConversationLedger> ledgers = new ArrayList<>();
    for (Cast.Talk talk : cast.talks()) {
      String name = talk.kind() + " " + ledgers.size();
      ledgers.add(new ConversationLedger(name, talk.members().size()));
    }
    this.ledger = new Ledger(ledgers);
    this.people = new People(cast, ledgers);
    String prefix = "l" + Long.toString(run, Character.MAX_RADIX) + "-";
    this.names = IntStream.range(0, cast.people()).mapToObj(i -> prefix + i).toList();
    this.places = cast.places();
    long writers = places.stream().filter(of -> of.stream().anyMatch(Cast.Place::mayWrite)).count();
    this.share = 1.0 / Math.max(1, writers);
  }

  /// Accounts, conversations, held sockets. Blocks, and then the run begins.
  public void prepare() throws IOException, InterruptedException {
    long needed = script.cast().people() + (long) DESCRIPTORS_BESIDE;
    if (needed > StrainGauge.descriptorsMax()) {
      throw new IOException(
          "users: %d need %d descriptors, and this process may open %d (ulimit -n)"
              .formatted(script.cast().people(), needed, StrainGauge.descriptorsMax()));
    }
    var enrolment = new Enrolment(options.http(), trust, options.number(Setting.LOGINS), nanoTime);
    enrolment.create(names);
    tokens = enrolment.signIn(names, Collections.nCopies(names.size(), DEVICE));
    conversations =
        new Founding(dialer, options.edges().getFirst())
            .found(script.cast(), names, tokens, DEVICE);
    if (options.number(Setting.IDLE) > 0) {
      String prefix = "i" + Long.toString(run, Character.MAX_RADIX) + "-";
      holders = Holders.start(options, prefix, StrainGauge.descriptorsMax());
      holders.awaitHeld();
    }
    clock.begin();
  }

  void watch(EventLoopGroup loops) {
    if (gauge == null) {
      gauge = new StrainGauge(loops, nanoTime);
    }
  }

  /// The next of the people comes; null: all are there.
  @Nullable VirtualUser enter(EventLoop loop, Journal journal) throws IOException {
    int number = people.next();
    if (number >= names.size()) {
      return null;
    }
    Map<String, Seat> seats = new HashMap<>();
    List<Integer> writesIn = new ArrayList<>();
    for (Cast.Place place : places.get(number)) {
      String id = conversations.get(place.talk());
      String peer = peer(script.cast().talks().get(place.talk()), number);
      ConversationLedger of = ledger.conversations().get(place.talk());
      seats.put(id, new Seat(of, place.member(), id, peer));
      if (place.mayWrite()) {
        writesIn.add(place.talk());
      }
    }
    Person person =
        new Person(
            script.tempo(),
            share,
            writesIn,
            new SplittableRandom(options.number(Setting.SEED) * 1_000_003L + number));
    var user =
        new VirtualUser(
            this,
            new VirtualUser.Identity(number, names.get(number), DEVICE),
            person,
            seats,
            loop,
            journal);
    people.enter(number, user);
    return user;
  }

  private String peer(Cast.Talk talk, int number) {
    if (talk.kind() != Cast.Kind.DIRECT) {
      return "";
    }
    List<Integer> pair = talk.members();
    return names.get(pair.getFirst() == number ? pair.getLast() : pair.getFirst());
  }

  /// How many steps of a search have had their time: to be over, and to be answered.
  public int stepsOver() {
    if (settled.quiet() && !clock.isCutShort()) {
      return steps.steps(); // however long an answer may take: all are there
    }
    double answered = clock.second() - sentMaxNanos() / 1e9;
    if (answered >= script.tempo().seconds()) {
      return steps.steps();
    }
    return answered < 0 ? 0 : script.tempo().pieceAt(answered);
  }

  boolean isSettled() {
    BitSet present = people.present();
    return present.cardinality() == people.count()
        && ledger.isSettled(of -> people.presentIn(of, present));
  }

  /// Waits for what is on its way and has everything read again. Blocks. What the generator goes
  /// through from now on makes nothing late that is measured.
  public void settle() {
    gauge().stop();
    settled = new Settlement(this).settle();
  }

  /// The numbers of those who were connected when the run had settled.
  public BitSet present() {
    return settled.present();
  }

  /// Events that were read again at the end.
  public long readAgain() {
    return settled.readAgain().events();
  }

  /// Conversations that were read again to their end.
  public int readWholly() {
    return settled.readAgain().wholly();
  }

  /// Conversations that nobody could read again, though there was time.
  public int unread() {
    return settled.readAgain().unread();
  }

  /// For the thread that judges.
  public void leave() {
    people.leave();
  }

  public LoadOptions options() {
    return options;
  }

  public Tempo tempo() {
    return script.tempo();
  }

  public People people() {
    return people;
  }

  public long run() {
    return run;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Meter meter() {
    return meter;
  }

  public StepMeter steps() {
    return steps;
  }

  /// Held sockets, and how many of them were closed.
  public Holders.Count held() {
    return holders == null ? Holders.Count.NONE : holders.count();
  }

  public Strain strain() {
    long shortages = dialer.shortages() + held().shortages();
    return gauge().strain(shortages, held().died());
  }

  private StrainGauge gauge() {
    StrainGauge begun = gauge;
    if (begun == null) {
      throw new IllegalStateException("nobody has arrived");
    }
    return begun;
  }

  /// Something that was due to be said was said now.
  void said(int step, long lateNanos) {
    gauge().said(lateNanos);
    if (lateNanos > TimeUnit.MILLISECONDS.toNanos(options.number(Setting.MAX_LAG_MS))) {
      steps.saidLate(step);
    }
  }

  /// The number of a message of this run, else [ConversationLedger#FOREIGN].
  int messageNumber(Event event) {
    MessageTag tag = tag(event);
    return tag == null ? ConversationLedger.FOREIGN : tag.number();
  }

  /// Null: nothing of this run.
  @Nullable MessageTag tag(Event event) {
    MessageTag tag = event.hasMessage() ? MessageTag.parse(event.getMessage().getText()) : null;
    return tag != null && tag.run() == run ? tag : null;
  }

  RunClock clock() {
    return clock;
  }

  public boolean isOver() {
    return clock.isOver();
  }

  long settleNanos() {
    return TimeUnit.SECONDS.toNanos(options.number(Setting.SETTLE));
  }

  long sentMaxNanos() {
    return TimeUnit.MILLISECONDS.toNanos(options.number(Setting.MAX_SENT_MS));
  }

  Dialer dialer() {
    return dialer;
  }

  TokenSource tokens(int number) {
    return tokens.get(number);
  }

  String conversation(int talk) {
    return conversations.get(talk);
  }

  @Override
  public void close() {
    if (holders != null) {
      holders.close();
    }
    if (gauge != null) {
      gauge.close();
    }
  }
}
