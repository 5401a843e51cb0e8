package io.aurumhub.api.architecture.core.ambient;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Time, ids and chance must come in as arguments. */
record AsksTheWorld(Clock clock) {

    List<Supplier<?>> answers() {
        return List.of(
                Instant::now,
                () -> LocalDate.now(ZoneOffset.UTC),
                System::currentTimeMillis,
                UUID::randomUUID,
                Math::random,
                () -> new Random(1).nextInt(),
                () -> ThreadLocalRandom.current().nextInt(),
                () -> Clock.systemUTC().instant());
    }

    /** Allowed: the clock is given. */
    Instant given() {
        return Instant.now(clock);
    }
}
