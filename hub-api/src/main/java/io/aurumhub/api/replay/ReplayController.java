package io.aurumhub.api.replay;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.history.Replays;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tables from events, again. */
@RestController
@RequestMapping("/api/v1/replays")
class ReplayController {

    private final Replays replays;

    ReplayController(Replays replays) {
        this.replays = replays;
    }

    /** What to do. */
    enum Mode {
        REBUILD,
        VERIFY
    }

    record Replaying(@Nullable Mode mode) {}

    @Operation(
            summary = "Rebuild every table from the events, or verify that they agree",
            description = "Nothing is written to any system. Answers when it is done.")
    @PostMapping
    Replays.Report replay(@RequestBody Replaying wish) {
        return switch (wish.mode()) {
            case REBUILD -> replays.rebuild();
            case VERIFY -> replays.verify();
            case null -> throw new Problem(ProblemType.MISSING_VALUE, "mode is missing: rebuild or verify");
        };
    }
}
