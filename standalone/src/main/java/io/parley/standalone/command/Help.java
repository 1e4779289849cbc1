package io.parley.standalone.command;

/// What `./parley help` says.
final class Help {
  static final String TEXT =
      """
      Parley, a horizontally scaled chat server

        ./parley up                     the whole system on this machine; Ctrl-C ends it
            --edges N --routers N       each service as a process of its own
            --detach                    in the background
            --data DIR                  where everything is kept (default .parley)
        ./parley status [--data DIR]    what runs, and how it is
        ./parley logs [NAME] [-f] [-n LINES] [--data DIR]
        ./parley down [--data DIR]      ends what runs in the background

        ./parley chat --as NAME [--with NAME | --group NAME]
                                        talks to people from this terminal; /help has the rest
            --server ws://HOST:PORT     where (default ws://127.0.0.1:8080)
            --trust FILE                certificates (PEM) to trust in place of the JDK's,
                                        of a server at wss://HOST:PORT
            --device NAME               to be in two terminals at once (default terminal)
            --data DIR                  where account and outbox are kept (default .parley)

        ./parley load SCENARIO [--OPTION VALUE]...
                                        puts a load on a Parley and verifies what it promises;
                                        ./parley load --help has the rest

        ./parley run edge|router|presence|push [--config FILE]
                                        one service against engines that run elsewhere
        ./parley prepare [--config FILE]
                                        creates the keyspace and the topics, once for a cluster
        ./parley keys rotate [--data DIR] [--config FILE]
                                        a new key to sign tokens with; the old ones still count
        ./parley config --print [--config FILE]
                                        the configuration in force; secrets are masked
        ./parley config --check FILE    whether a configuration is right
        ./parley version

      Settings: docs/operating/configuration.md, or PARLEY_… in the environment.
      """;

  private Help() {}
}
