package io.parley.standalone.run;

import io.parley.edge.EdgeConfig;
import io.parley.edge.accounts.AccountsConfig;
import io.parley.history.CassandraConfig;
import io.parley.presence.RedisConfig;
import io.parley.router.RouterConfig;
import io.parley.runtime.admin.AdminConfig;
import io.parley.runtime.config.Setting;
import io.parley.runtime.health.HealthConfig;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.lifecycle.LifecycleConfig;
import io.parley.runtime.log.LogConfig;

/// The whole configuration: one file serves every service, each takes its sections.
public record ParleyConfig(
    @Setting(doc = "What clients connect to.") EdgeConfig edge,
    @Setting(doc = "Accounts, tokens, devices.") AccountsConfig accounts,
    @Setting(doc = "What decides the commands of conversations.") RouterConfig router,
    @Setting(doc = "The port for operators.") AdminConfig admin,
    @Setting(doc = "Logs.") LogConfig log,
    @Setting(doc = "How dependencies are watched.") HealthConfig health,
    @Setting(doc = "Coming up and going down.") LifecycleConfig lifecycle,
    @Setting(doc = "The memory. `./parley up` sets the address by itself.")
        CassandraConfig cassandra,
    @Setting(doc = "The path between services. `./parley up` sets the address by itself.")
        KafkaSettings kafka,
    @Setting(
            doc =
                "The topics. `./parley prepare` creates them; every service reads and writes them.")
        TopicConfig topics,
    @Setting(doc = "Soft state. `./parley up` sets the address by itself.") RedisConfig redis,
    @Setting(doc = "The engines that `./parley up` forks; no service reads it.")
        EnginesConfig engines) {}
