package io.parley.history.accounts;

/// The statements of table `devices`.
final class DeviceQueries {
  private static final String COLUMNS =
      "device_id, set_version, generation, chain_hash, refresh_hash, previous_hash, enrolled_at,"
          + " refreshed_at, expires_at";
  private static final String ONE = " WHERE user_id = ? AND device_id = ?";

  final Query selectAll;
  final Query selectOne;
  final Query firstVersion;
  final Query nextVersion;
  final Query enrol;
  final Query rotate;
  final Query delete;
  final Query deleteChain;

  DeviceQueries(AccountCalls calls, String keyspace) {
    String table = keyspace + ".devices";
    String select = "SELECT " + COLUMNS + " FROM " + table;
    selectAll = calls.query(select + " WHERE user_id = ?");
    selectOne = calls.query(select + ONE);
    String version = "UPDATE " + table + " SET set_version = ? WHERE user_id = ? IF set_version";
    firstVersion = calls.query(version + " = null");
    nextVersion = calls.query(version + " = ?");
    String update = "UPDATE " + table + " USING TTL ? SET generation = ?, chain_hash = ?,";
    String times = " enrolled_at = ?, refreshed_at = ?, expires_at = ?";
    enrol = calls.query(update + " refresh_hash = ?," + times + ONE);
    rotate =
        calls.query(
            update
                + " refresh_hash = ?, previous_hash = ?,"
                + times
                + ONE
                + " IF refresh_hash = ?");
    String remove = "DELETE FROM " + table + ONE;
    delete = calls.query(remove + " IF EXISTS");
    deleteChain = calls.query(remove + " IF chain_hash = ?");
  }
}
