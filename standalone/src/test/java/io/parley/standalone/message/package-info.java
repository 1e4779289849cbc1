/// Messages through the whole system, seen from its sockets alone: what the protocol's page
/// promises, what it refuses, and what stays true while parts of the system stop, die or forget.
@NullMarked
package io.parley.standalone.message;

import org.jspecify.annotations.NullMarked;
