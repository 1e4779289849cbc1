package io.parley.edge.socket;

import io.parley.history.Membership;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Who may read what of groups and channels. Stages fail with a [RefusedException] that names the
/// field where somebody may not. Any thread.
final class ReadRights {
  private final Membership membership;

  ReadRights(Membership membership) {
    this.membership = membership;
  }

  /// A member reads all of it, also what was there before her; who was one reads up to where that
  /// ended; nobody else reads anything.
  static boolean mayRead(Standing standing) {
    return standing.isMember() || standing.untilId() > 0;
  }

  CompletionStage<Standing> of(String user, ConversationId conversation) {
    return membership
        .standings()
        .of(conversation.text(), List.of(user))
        .thenApply(found -> found.getOrDefault(user, Standing.NONE));
  }

  /// Of who is a member, or was one.
  CompletionStage<Standing> ofReader(String user, ConversationId conversation, String field) {
    return of(user, conversation)
        .thenCompose(standing ->
            mayRead(standing)
                ? CompletableFuture.completedStage(standing)
                : refuse(conversation, field));
  }

  CompletionStage<Standing> ofMember(String user, ConversationId conversation, String field) {
    return of(user, conversation)
        .thenCompose(standing ->
            standing.isMember()
                ? CompletableFuture.completedStage(standing)
                : refuse(conversation, field));
  }

  /// Only here it is asked whether there is such a conversation at all.
  private <T> CompletionStage<T> refuse(ConversationId conversation, String field) {
    return membership
        .rosters()
        .profiles(List.of(conversation.text()))
        .thenCompose(profiles ->
            refused(
                profiles.isEmpty()
                    ? FieldRules.noConversation(field)
                    : FieldRules.notAMember(field)));
  }

  static <T> CompletionStage<T> refused(Refused refused) {
    return CompletableFuture.failedStage(new RefusedException(refused));
  }
}
