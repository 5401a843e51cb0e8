package io.aurumhub.api.entry;

import io.aurumhub.api.problem.ProblemResponses;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the web server is set up, beyond what application.yaml can say. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionSettings.class)
class WebServerConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownErrors(ProblemResponses problems) {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.getPipeline().addValve(new ServerProblems(problems));
                // so that the server does not add its own
                host.setErrorReportValveClass(ServerProblems.class.getName());
            }
        });
    }

    /** A local id may hold a slash; where no id can stand, the firewall refuses an encoded one. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesInIds() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        });
    }

    /** Callers that are slow keep nobody else waiting. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> limitsOnConnections(ConnectionSettings settings) {
        return factory -> {
            factory.setProtocol(GuardedProtocol.class.getName());
            factory.addEngineValves(new BodiesAfterHeaders());
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
                    protocol.limitTo(settings);
                }
            });
        };
    }
}
