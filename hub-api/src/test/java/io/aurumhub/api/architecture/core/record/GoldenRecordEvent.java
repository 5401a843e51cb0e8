package io.aurumhub.api.architecture.core.record;

/** Events must be records. */
sealed interface GoldenRecordEvent {

    record Created() implements GoldenRecordEvent {}

    final class Renamed implements GoldenRecordEvent {}
}
