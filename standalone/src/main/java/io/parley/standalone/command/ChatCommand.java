package io.parley.standalone.command;

import io.parley.protocol.UserId;
import io.parley.runtime.Surroundings;
import io.parley.standalone.chat.ChatSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// `./parley chat --as alice --with bob`: a client for people in terminals.
final class ChatCommand {
  private static final String SERVER = "ws://127.0.0.1:8080";
  private static final String DEVICE = "terminal";

  private final Commands.Context context;
  private final InputStream in;

  ChatCommand(Commands.Context context, InputStream in) {
    this.context = context;
    this.in = in;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Options options =
        Options.parse(
                arguments,
                Set.of("as", "with", "group", "server", "trust", "device", "data"),
                Set.of())
            .withoutWords("chat");
    ChatSession.Who who =
        new ChatSession.Who(
            user("as", options.value("as").orElseThrow(ChatCommand::usage)),
            begin(options),
            device(options),
            server(options),
            UpCommand.directory(options).root());
    try (Surroundings surroundings = Surroundings.real()) {
      ChatSession session = new ChatSession(who, in, context.out(), surroundings.nanoTime());
      return session.run() ? Commands.OK : Commands.FAILED;
    }
  }

  private static UsageException usage() {
    return new UsageException("chat wants --as NAME, and at most one of --with and --group");
  }

  private static ChatSession.Begin begin(Options options) {
    if (options.has("with") && options.has("group")) {
      throw usage();
    }
    if (options.has("with")) {
      return new ChatSession.Begin.With(user("with", options.value("with").orElseThrow()));
    }
    return options
        .value("group")
        .<ChatSession.Begin>map(ChatSession.Begin.Group::new)
        .orElseGet(ChatSession.Begin.Anywhere::new);
  }

  private static String user(String name, String user) {
    if (!UserId.isValid(user)) {
      throw new UsageException("--%s: %s (expected: %s)".formatted(name, user, UserId.RULE));
    }
    return user;
  }

  /// A part of a file's name too.
  private static String device(Options options) {
    String device = options.value("device").orElse(DEVICE);
    if (!device.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new UsageException("--device: (expected: 1 to 64 of [A-Za-z0-9._-])");
    }
    return device;
  }

  private static ChatSession.Server server(Options options) {
    String text = options.value("server").orElse(SERVER);
    if (!text.matches("wss?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?")) {
      throw new UsageException("--server: " + text + " (expected: like " + SERVER + ")");
    }
    if (options.has("trust") && !text.startsWith("wss:")) {
      throw new UsageException("--trust wants --server wss://…: " + text + " has no certificate");
    }
    return new ChatSession.Server(URI.create(text), options.value("trust").map(Path::of));
  }
}
