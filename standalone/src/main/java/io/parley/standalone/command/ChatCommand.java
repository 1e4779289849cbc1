package io.parley.standalone.command;

import io.parley.protocol.UserId;
import io.parley.runtime.Surroundings;
import io.parley.standalone.chat.ChatSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// `./parley chat --as alice --with bob`: a client for two people in two terminals.
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
        Options.parse(arguments, Set.of("as", "with", "server", "device", "data"), Set.of())
            .withoutWords("chat");
    ChatSession.Who who =
        new ChatSession.Who(
            user(options, "as"),
            user(options, "with"),
            device(options),
            server(options.value("server").orElse(SERVER)),
            UpCommand.directory(options).root());
    try (Surroundings surroundings = Surroundings.real()) {
      ChatSession session = new ChatSession(who, in, context.out(), surroundings.nanoTime());
      return session.run() ? Commands.OK : Commands.FAILED;
    }
  }

  private static String user(Options options, String name) {
    String user =
        options
            .value(name)
            .orElseThrow(() -> new UsageException("chat wants --as NAME and --with NAME"));
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

  private static URI server(String text) {
    if (!text.matches("wss?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?")) {
      throw new UsageException("--server: " + text + " (expected: like " + SERVER + ")");
    }
    return URI.create(text);
  }
}
