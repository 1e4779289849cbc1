/// Configuration: immutable records, read once at start from one YAML file and the environment.
///
/// A record component annotated with [Setting] is a key. Its name, type, default, bounds and
/// documentation stand there and nowhere else: reading, checking, printing and the reference page
/// (`docs/operating/configuration.md`) all come from it. Start at [ConfigReader].
@NullMarked
package io.parley.runtime.config;

import org.jspecify.annotations.NullMarked;
