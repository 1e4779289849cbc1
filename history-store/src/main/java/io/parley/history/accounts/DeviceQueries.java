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

  DeviceQueries(String keyspace) {
    String table = keyspace + ".devices";
    String select = "SELECT " + COLUMNS + " FROM " + table;
    selectAll = new Query(select + " WHERE user_id = ?");
    selectOne = new Query(select + ONE);
    String version = "UPDATE " + table + " SET set_version = ? WHERE user_id = ? IF set_version";
    firstVersion = new Query(version + " = null");
    nextVersion = new Query(version + " = ?");
    String update = "UPDATE " + table + " USING TTL ? SET generation = ?, chain_hash = ?,";
    String times = " enrolled_at = ?, refreshed_at = ?, expires_at = ?";
    enrol = new Query(update + " refresh_hash = ?," + times + ONE);
    rotate =
        new Query(
            update
                + " refresh_hash = ?, previous_hash = ?,"
                + times
                + ONE
                + " IF refresh_hash = ?");
    String remove = "DELETE FROM " + table + ONE;
    delete = new Query(remove + " IF EXISTS");
    deleteChain = new Query(remove + " IF chain_hash = ?");
  }
}
