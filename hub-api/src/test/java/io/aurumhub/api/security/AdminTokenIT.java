package io.aurumhub.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AdminTokenIT {

    @TempDir
    private Path home;

    @Test
    void is_made_once_and_kept_for_its_owner_only() throws IOException {
        var made = AdminToken.in(home.resolve("new"));
        var kept = AdminToken.in(home.resolve("new"));

        assertThat(made.fresh()).isTrue();
        assertThat(kept.fresh()).isFalse();
        assertThat(kept.value()).isEqualTo(made.value()).hasSizeGreaterThan(40);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("new").resolve("admin-token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void matches_only_itself() {
        var token = AdminToken.in(home);

        assertThat(token.matches(token.value())).isTrue();
        assertThat(token.matches(token.value() + "x")).isFalse();
        assertThat(token.matches("")).isFalse();
        assertThat(token).hasToString("AdminToken");
    }

    @Test
    void an_empty_file_never_becomes_an_empty_token() throws IOException {
        Files.writeString(home.resolve("admin-token"), "\n");

        assertThatThrownBy(() -> AdminToken.in(home))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("delete the file");
    }
}
