package io.parley.load.protocol;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import org.slf4j.LoggerFactory;

/// One action in Gatling's chain of one virtual user: does its work, and hands the session on when
/// that is done, now or later.
final class Step implements Action {
  private final String name;
  private final Action next;
  private final Work work;
  private Logger logger = Logger.apply(LoggerFactory.getLogger(Step.class));

  /// What a step does.
  interface Work {
    /// @param goOn to be called once
    void run(Session session, GoOn goOn);
  }

  /// What comes after.
  interface GoOn {
    void with(Session session);
  }

  Step(String name, Action next, Work work) {
    this.name = name;
    this.next = next;
    this.work = work;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void execute(Session session) {
    work.run(session, next::$bang);
  }

  @Override
  public Logger logger() {
    return logger;
  }

  @Override
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger given) {
    logger = given;
  }
}
