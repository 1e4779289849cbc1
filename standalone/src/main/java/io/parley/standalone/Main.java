package io.parley.standalone;

import io.parley.standalone.command.Commands;

/// What `./parley` runs.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // halts through the shutdown hooks of whatever was started
    System.exit(new Commands(System.out, System.err, System.getenv()).run(arguments));
  }
}
