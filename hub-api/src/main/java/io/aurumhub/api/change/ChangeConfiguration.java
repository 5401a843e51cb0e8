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
     */
    @ConfigurationProperties("hub.changes")
    record Settings(@DefaultValue("30s") Duration longestWait) {}

    @Bean
    CommittedIntake committedIntake(Intake intake, Settings settings) {
        return new CommittedIntake(intake, settings.longestWait());
    }
}
