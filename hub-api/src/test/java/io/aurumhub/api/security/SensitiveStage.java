package io.aurumhub.api.security;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.api.connection.Connectors;
import io.aurumhub.core.definition.Definitions;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;

/**
 * The engine, on a file with sensitive fields of all sorts, and a shop that repeats what it is told. No @Configuration,
 * since other tests look for these in this package.
 */
@ComponentScan("io.aurumhub.api.engine")
class SensitiveStage {

    /** Stands in every sensitive text. */
    static final String SECRET = "Zebulon7";

    static final EchoingSystem SHOP = new EchoingSystem(SECRET + "-without-id");

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: file, folder: target/sensitive-leads } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "${SHOP}" } }
        entities:
          contact:
            fields:
              name: { type: string, required: true }
              city: string
              ssn: { type: string, sensitive: true, pattern: "[a-zA-Z0-9-]*" }
              salary: { type: money, sensitive: true }
              born: { type: date, sensitive: true }
              tax: { type: string, sensitive: true }
              home: { type: object, sensitive: true, fields: { street: string } }
              clubs: { type: set, sensitive: true }
              risk: { type: string, sensitive: true }
            match: [ { exact: [ssn] } ]
        syncs:
          crm-contacts:
            system: crm
            entity: contact
            direction: in
            resource: { pattern: "*.csv", key: id }
            fields:
              name: name
              city: city
              ssn: person.ssn
              salary: { local: pay, currency: payIn }
              born: { local: dob, format: dd.MM.yyyy }
              tax: { local: tax, read: 'item.taxFront + item.taxBack' }
              home: home
              clubs: { local: clubs, separator: ";" }
              risk: { local: risk, values: { low: L, high: H } }
          shop-contacts:
            system: shop
            entity: contact
            resource: { path: /contacts, key: id }
            detect: { poll: { every: 2h } }
            fields:
              name: name
              city: city
              ssn: { local: secret_number, send: plain }
              salary: { local: salary, send: plain }
              born: { local: birthday, format: dd.MM.yyyy, send: plain }
              tax: { local: tax, send: plain }
              home: { local: address, send: plain }
        """;

    @Bean
    @Primary
    Definitions sensitiveDefinitions() {
        return HubFile.read(
                FILE, "sensitive.yaml", name -> SHOP.url(), new CompiledCheck(CelExpressions.withOwnFunctions()));
    }

    @Bean
    Connectors connectors() {
        return Connectors.in(Path.of("target"));
    }
}
