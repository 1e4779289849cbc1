package io.parley.standalone.message;

import io.parley.protocol.v1.Kind;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Alice's group, or channel, with bob and carol; she has a phone and a laptop.
final class Team implements AutoCloseable {
  private final People people;
  private final String suffix;
  private final Subprotocol subprotocol;
  final TestSocket phone;
  final TestSocket laptop;
  final TestSocket bob;
  final TestSocket carol;
  final String group;

  Team(People people, String test, Subprotocol subprotocol)
      throws IOException, InterruptedException {
    this(people, test, subprotocol, Kind.GROUP);
  }

  /// @param kind of conversation that `group` is
  Team(People people, String test, Subprotocol subprotocol, Kind kind)
      throws IOException, InterruptedException {
    this.people = people;
    this.suffix =
        ".%s.%s.%s".formatted(test, kind.name(), subprotocol.name()).toLowerCase(Locale.ROOT);
    this.subprotocol = subprotocol;
    people.create(name("alice"), name("bob"), name("carol"));
    phone = people.connect(name("alice"), "phone", subprotocol, 0);
    laptop = people.connect(name("alice"), "laptop", subprotocol, 1);
    bob = people.connect(name("bob"), "tablet", subprotocol, 1);
    carol = people.connect(name("carol"), "desk", subprotocol, 0);
    group = kind == Kind.CHANNEL ? channel() : group();
  }

  private String group() throws InterruptedException {
    JsonObject wanted =
        new JsonObject()
            .put("name", "team")
            .put("members", new JsonArray(List.of(name("bob"), name("carol"))));
    String made = Talk.change(phone, "createGroup", wanted).getString("conversation");
    othersHear("created");
    return made;
  }

  private String channel() throws InterruptedException {
    JsonObject wanted = new JsonObject().put("name", "team");
    String made = Talk.change(phone, "createChannel", wanted).getString("conversation");
    Talk.change(phone, "addMembers", Talk.users(made, name("bob"), name("carol")));
    for (TestSocket other : List.of(laptop, bob, carol)) {
      other.next("membership");
      List<JsonObject> _ = other.untilPong();
    }
    return made;
  }

  String name(String user) {
    return user + suffix;
  }

  TestSocket outsider(String user) throws IOException, InterruptedException {
    people.create(name(user));
    return people.connect(name(user), "phone", subprotocol, 1);
  }

  /// What alice does on her phone, all others hear; its body.
  JsonObject othersHear(String kind) throws InterruptedException {
    return Talk.allHear(kind, laptop, bob, carol);
  }

  @Override
  public void close() {
    List.of(phone, laptop, bob, carol).forEach(TestSocket::close);
  }
}
