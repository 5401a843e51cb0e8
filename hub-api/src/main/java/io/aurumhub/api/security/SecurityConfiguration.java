package io.aurumhub.api.security;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.security.Permissions.Access;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** Puts the permission table to work. There are no sessions and no cookies, so nothing can be forged across sites. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HubSettings.class)
class SecurityConfiguration {

    private static final String PAGES =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    /** Swagger's page writes style attributes; its scripts are files as everywhere. */
    private static final String API_PAGE = PAGES.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    @Bean
    AdminToken adminToken(HubSettings settings) {
        return AdminToken.in(settings.home());
    }

    /** One observation per request is enough; one per filter took some fifteen percent of its time. */
    @Bean
    SecurityObservationSettings noObservationOfEachFilter() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    HttpFirewall firewall() {
        return new LocalIdFirewall();
    }

    @Bean
    RequestRejectedHandler refusedByTheFirewall(ProblemResponses problems) {
        return (request, response, refusal) -> problems.write(
                request,
                response,
                new Problem(
                        ProblemType.BAD_REQUEST,
                        "The path holds an encoded slash, percent sign or period, a backslash, a semicolon, or an empty"
                                + " step, which could mean another path; a local id with such characters goes into"
                                + " ?localId= of GET /api/v1/systems/{system}/{entity}",
                        refusal));
    }

    @Bean
    SecurityFilterChain permissions(
            HttpSecurity http,
            AdminToken token,
            HubSettings settings,
            ServerProperties server,
            ProblemResponses problems)
            throws Exception {
        var addresses = PathPatternRequestMatcher.withDefaults();
        http.authorizeHttpRequests(requests -> {
            requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                    .permitAll();
            for (var line : Permissions.TABLE) {
                var matched = requests.requestMatchers(
                        addresses.matcher(line.method(), line.path().getPatternString()));
                if (line.access() == Access.ADMIN) {
                    matched.hasRole(AdminTokenFilter.ADMIN);
                } else {
                    matched.permitAll();
                }
            }
            requests.anyRequest().denyAll();
        });
        http.exceptionHandling(errors -> errors.authenticationEntryPoint(
                        (request, response, denied) -> problems.write(request, response, denial(request)))
                .accessDeniedHandler(
                        (request, response, denied) -> problems.write(request, response, denial(request))));
        http.addFilterBefore(new AdminTokenFilter(token, problems), AuthorizationFilter.class);
        if (onLoopback(server.getAddress())) {
            var names = new HashSet<>(LOOPBACK);
            names.addAll(settings.hosts());
            http.addFilterAfter(new HostFilter(names, problems), HeaderWriterFilter.class);
        }
        headers(http);
        return http.build();
    }

    private static void headers(HttpSecurity http) throws Exception {
        HeaderWriter contentPolicy = (request, response) -> response.setHeader(
                "Content-Security-Policy", request.getRequestURI().startsWith("/swagger-ui/") ? API_PAGE : PAGES);
        http.headers(headers -> headers.addHeaderWriter(contentPolicy)
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .crossOriginOpenerPolicy(opener -> opener.policy(
                                org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter
                                        .CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(resource -> resource.policy(
                                org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter
                                        .CrossOriginResourcePolicy.SAME_ORIGIN)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable);
    }

    /** Why a request was denied: the path is not there, it takes other methods, or the token is missing. */
    private static Problem denial(HttpServletRequest request) {
        var path = request.getRequestURI();
        var methods = Permissions.methods(path);
        if (methods.isEmpty()) {
            return Problem.notFound("There is no path " + path);
        }
        if (!methods.contains(HttpMethod.valueOf(request.getMethod()))) {
            var problem = new Problem(ProblemType.METHOD_NOT_ALLOWED, path + " does not take " + request.getMethod());
            problem.getHeaders().setAllow(methods);
            return problem;
        }
        return AdminTokenFilter.unauthorized("Send 'Authorization: Bearer <admin token>'");
    }

    private static boolean onLoopback(@org.jspecify.annotations.Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
