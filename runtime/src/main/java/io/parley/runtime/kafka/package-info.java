/// The Kafka loops that services share.
///
/// - [RecordProducer][io.parley.runtime.kafka.RecordProducer] sends, bounded, without blocking.
/// - [ConsumerLoop][io.parley.runtime.kafka.ConsumerLoop] hands each partition's records to a
///   [PartitionHandler][io.parley.runtime.kafka.PartitionHandler], batch after batch, and commits
///   what has been handled. What it decides per partition is in `PartitionQueue`, which does no
///   I/O.
/// - [TopicSetup][io.parley.runtime.kafka.TopicSetup] makes topics that are missing.
/// - [KafkaProbe][io.parley.runtime.kafka.KafkaProbe] proves that Kafka answers.
@NullMarked
package io.parley.runtime.kafka;

import org.jspecify.annotations.NullMarked;
