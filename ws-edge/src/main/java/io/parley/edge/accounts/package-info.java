/// Who a client is: accounts, log-ins, tokens and devices, over HTTP and for the hello of a socket.
///
/// [EdgeAccounts][io.parley.edge.accounts.EdgeAccounts] wires it. Tokens are signed with the keys
/// of a directory that the edges share, or by the operator's own issuer; passwords are hashed on a
/// bounded pool. What is kept stands behind the ports of `io.parley.history.accounts`.
@NullMarked
package io.parley.edge.accounts;

import org.jspecify.annotations.NullMarked;
