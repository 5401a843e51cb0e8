package io.aurumhub.adapter.bench;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.KeyedHash;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.Required;
import io.aurumhub.core.mapping.TextPatterns;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The hub's way: by definitions, made ready as the hub does when it starts. */
final class MappedContacts implements ContactMaps {

    /** Fifteen fields; nothing in the CRM looks as in the shop. */
    static final String DEFINITIONS = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:postgresql://127.0.0.1/crm" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1/" } }
        entities:
          contact:
            fields:
              number: { type: string, required: true, pattern: "[A-Z]{2}-[0-9]{6}" }
              firstName: { type: string, required: true, maxLength: 50 }
              lastName: { type: string, required: true, maxLength: 80 }
              email: { type: email, maxLength: 200 }
              phone: { type: phone, maxLength: 40 }
              birthDate: { type: date, min: 1900-01-01 }
              country: { type: enum, values: [DE, AT, CH, FR, IT] }
              credit: { type: money, currency: EUR, scale: 2, min: 0, max: 100000 }
              tags: { type: set, maxLength: 20 }
              address:
                type: object
                fields:
                  street: { type: string, maxLength: 100 }
                  zip: { type: string, pattern: "[0-9]{4,5}" }
                  city: { type: string, maxLength: 60 }
              newsletter: { type: boolean }
              registeredAt: { type: timestamp }
              visits: { type: integer, min: 0, max: 1000000 }
              discount: { type: decimal, scale: 2, min: 0, max: 100 }
              status: { type: enum, values: [active, inactive, blocked] }
            checks:
              loyal:
                rule: record.discount <= 20 || (record.status == 'active' && record.visits > 10)
                message: a discount of more than 20 is for active customers who come back
        syncs:
          crm-contacts:
            system: crm
            entity: contact
            resource: { table: contact, key: id }
            fields:
              number: number
              firstName: first_name
              lastName: last_name
              email: mail
              phone: tel
              birthDate: { local: dob, format: MM/dd/yyyy }
              country: { local: country, values: { DE: 276, AT: 40, CH: 756, FR: 250, IT: 380 } }
              credit: { local: credit_cents, factor: 100 }
              tags: { local: tags, separator: ", " }
              address: address
              newsletter: newsletter
              registeredAt: { local: registered, format: "yyyy-MM-dd HH:mm:ss", zone: Europe/Berlin, lossy: true }
              visits: visits
              discount: { local: discount, factor: 0.01 }
              status: { local: state, values: { active: A, inactive: I, blocked: B } }
          shop-contacts:
            system: shop
            entity: contact
            resource: { path: /contacts, key: id }
            fields:
              number: externalNumber
              firstName: name.first
              lastName: name.last
              email: email
              phone: phone
              birthDate: { local: birthday, format: dd.MM.yyyy }
              country: { local: country, values: { DE: DEU, AT: AUT, CH: CHE, FR: FRA, IT: ITA } }
              credit: { local: credit.amount, currency: credit.currency }
              tags: tags
              address: deliverTo
              newsletter: wantsMail
              registeredAt: since
              visits: visits
              discount: discountPercent
              status: { local: status, values: { active: 1, inactive: 2, blocked: 3 } }
        """;

    private static final EntityName CONTACT = new EntityName("contact");

    private final Mappings mappings;
    private final EntityDefinition entity;
    private final SyncDefinition crm;
    private final Mapping fromCrm;
    private final Mapping toShop;

    MappedContacts() {
        var expressions = CelExpressions.withOwnFunctions();
        var definitions = HubFile.read(DEFINITIONS, "hub.yaml", name -> null, new CompiledCheck(expressions));
        var key = KeyedHash.hmac("key".getBytes(StandardCharsets.UTF_8));
        this.mappings = new Mappings(definitions, TextPatterns.bounded(), key, expressions);
        this.entity = mappings.entity(CONTACT);
        this.crm = Objects.requireNonNull(definitions.syncs().get(new SyncId("crm-contacts")));
        this.fromCrm = mappings.of(crm.id());
        this.toShop = mappings.of(new SyncId("shop-contacts"));
    }

    @Override
    public Map<String, Value> golden(Map<String, Value> local) {
        var mapped = fromCrm.toGolden(local);
        if (!mapped.problems().isEmpty()) {
            throw new IllegalArgumentException(mapped.problems().toString());
        }
        crm.fields().forEach((name, map) -> {
            var field = Objects.requireNonNull(entity.fields().get(name));
            Required.missing(field, map, mapped.fields().get(name)).ifPresent(MappedContacts::refuse);
        });
        List<String> broken = mappings.broken(CONTACT, mapped.fields());
        if (!broken.isEmpty()) {
            refuse(broken.toString());
        }
        return mapped.fields();
    }

    private static void refuse(String reason) {
        throw new IllegalArgumentException(reason);
    }

    @Override
    public Map<String, Value> shop(Map<String, Value> golden) {
        return toShop.toLocal(golden);
    }
}
