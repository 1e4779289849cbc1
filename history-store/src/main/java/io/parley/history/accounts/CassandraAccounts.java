package io.parley.history.accounts;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Accounts as rows of table `accounts`.
final class CassandraAccounts implements Accounts {
  private static final String HASH = "password_hash";

  private final AccountCalls calls;
  private final Query insert;
  private final Query select;
  private final Query change;

  CassandraAccounts(AccountCalls calls, String keyspace) {
    this.calls = calls;
    String table = keyspace + ".accounts";
    insert =
        calls.query(
            "INSERT INTO "
                + table
                + " (user_id, password_hash, created_at) VALUES (?, ?, ?) IF NOT EXISTS");
    select = calls.query("SELECT password_hash, created_at FROM " + table + " WHERE user_id = ?");
    change =
        calls.query(
            "UPDATE " + table + " SET password_hash = ? WHERE user_id = ? IF password_hash = ?");
  }

  @Override
  public CompletionStage<Boolean> create(Account account) {
    return calls
        .change(insert.with(account.user(), account.passwordHash(), account.createdAt()))
        .thenApply(answer -> isThere(answer, account.passwordHash()));
  }

  /// Whether a change was made, now or by an attempt whose answer was lost.
  private static boolean isThere(AsyncResultSet answer, String passwordHash) {
    if (answer.wasApplied()) {
      return true;
    }
    Row row = answer.one();
    return row != null
        && row.getColumnDefinitions().contains(HASH)
        && passwordHash.equals(row.getString(HASH));
  }

  @Override
  public CompletionStage<Optional<Account>> find(String user) {
    return calls
        .read(select.with(user))
        .thenApply(rows -> Optional.ofNullable(rows.one()).map(row -> account(user, row)));
  }

  private static Account account(String user, Row row) {
    return new Account(
        user,
        Objects.requireNonNullElse(row.getString(HASH), ""),
        Objects.requireNonNullElse(row.getInstant("created_at"), Instant.EPOCH));
  }

  @Override
  public CompletionStage<Void> provision(Account account) {
    return calls.change(insert.with(account.user(), "", account.createdAt())).thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Boolean> changePasswordHash(Account account, String passwordHash) {
    return calls
        .change(change.with(passwordHash, account.user(), account.passwordHash()))
        .thenApply(answer -> isThere(answer, passwordHash));
  }
}
