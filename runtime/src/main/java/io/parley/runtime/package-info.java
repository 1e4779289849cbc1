/// What every service needs to be a service: configuration, lifecycle, health, the admin port,
/// logs, Kafka loops and resilience policies, a package each. Here: what a process is made of.
@NullMarked
package io.parley.runtime;

import org.jspecify.annotations.NullMarked;
