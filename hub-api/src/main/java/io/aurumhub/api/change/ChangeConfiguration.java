package io.aurumhub.api.change;

import io.aurumhub.core.intake.Intake;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChangeConfiguration.Settings.class)
class ChangeConfiguration {

    /**
     * How clients are served that post changes.
     *
     * @param longestWait a client that waits longer for its changes to be committed gets a 503
     * @param keysKept for so long an {@code Idempotency-Key} stands for the request that it came with first, and
     *     another one is refused; the same one is known for ever by what its changes go by in the history
     */
    @ConfigurationProperties("hub.changes")
    record Settings(
            @DefaultValue("30s") Duration longestWait,
            @DefaultValue("7d") Duration keysKept) {}

    @Bean
    CommittedIntake committedIntake(Intake intake, Settings settings) {
        return new CommittedIntake(intake, settings.longestWait());
    }
}
