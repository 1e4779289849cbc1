/// Structured logs on SLF4J and Logback: one line an event, as JSON or for people, to the standard
/// output or to a file of bounded size.
///
/// What belongs to an event beside its text goes in as key and value
/// (`log.atWarn().addKeyValue("request", id).log("…")`); that is how request ids are carried.
/// Whatever came from outside is escaped here, in one place.
@NullMarked
package io.parley.runtime.log;

import org.jspecify.annotations.NullMarked;
