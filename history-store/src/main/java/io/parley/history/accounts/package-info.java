/// Who there is, and from which devices: accounts and devices as ports, kept in Cassandra or in
/// memory. Both implementations hold the same rules, which stand apart from them in
/// [DeviceRules][io.parley.history.accounts.DeviceRules]. Passwords and tokens come here as hashes
/// only; how they are made and checked is the edge's business.
@NullMarked
package io.parley.history.accounts;

import org.jspecify.annotations.NullMarked;
