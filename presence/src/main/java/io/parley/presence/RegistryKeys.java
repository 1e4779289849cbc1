package io.parley.presence;

/// Every key of the registry; `docs/registry.md` says what each is for.
///
/// | key | type | content | gone after |
/// |---|---|---|---|
/// | `<prefix>slots` | hash | slot → `<epoch>:<lease ends>:@<held since>:<instance>` | the last lease |
/// | `<prefix>devices:{<user>}` | string | [DeviceLine]s | 30 min untouched |
/// | `<prefix>news:{<user>}:<span>` | hash | conversation → head, see [NewsSpan] | three spans |
/// | `<prefix>interest:{<channel>}` | set | [SlotLease]s of the edges interested | 30 min untouched |
/// | `<prefix>head:{<channel>}` | string | head, see [NewsSpan] | three spans |
/// | `<prefix>head:{<group>}` | string | [GroupHead] | three spans |
///
/// The braces keep what belongs to one user or channel on one node of a cluster, where each script
/// touches keys of one user or channel.
///
/// @param prefix what every key begins with
record RegistryKeys(String prefix) {
  String slots() {
    return prefix + "slots";
  }

  String devices(String user) {
    return prefix + "devices:{" + user + "}";
  }

  String news(String user, long span) {
    return prefix + "news:{" + user + "}:" + span;
  }

  String interest(String channel) {
    return prefix + "interest:{" + channel + "}";
  }

  /// @param conversation a channel or a group
  String head(String conversation) {
    return prefix + "head:{" + conversation + "}";
  }
}
