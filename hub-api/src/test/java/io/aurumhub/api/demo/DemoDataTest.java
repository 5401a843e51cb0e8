package io.aurumhub.api.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DemoDataTest {

    private final DemoData data = DemoData.generate();

    @Test
    void the_same_seed_gives_the_same_data() {
        assertThat(DemoData.generate()).isEqualTo(data);
    }

    @Test
    void the_first_contact_is_the_same_on_every_machine() {
        assertThat(data.contacts().getFirst().person().email()).isEqualTo("emma.wilson1@example.net");
        assertThat(data.orders().getLast().number()).isEqualTo("2025-008000");
    }

    @Test
    void another_seed_gives_other_data() {
        assertThat(DemoData.generate(43)).isNotEqualTo(data);
    }

    @Test
    void each_system_holds_as_much_as_promised() {
        assertThat(data.contacts()).hasSize(5_000);
        assertThat(data.customers()).hasSize(3_300);
        assertThat(data.products()).hasSize(800);
        assertThat(data.items()).hasSize(800);
        assertThat(data.orders()).hasSize(8_000);
        assertThat(data.leads()).hasSize(150);
    }

    @Test
    void emails_are_unique_in_crm_and_in_shop_however_they_are_written() {
        assertThat(emails(contacts())).hasSize(4_960).doesNotHaveDuplicates();
        assertThat(emails(customers())).hasSize(3_290).doesNotHaveDuplicates();
    }

    @Test
    void three_thousand_customers_are_also_in_crm() {
        Set<String> crm = new HashSet<>(emails(contacts()));
        assertThat(emails(customers()).stream().filter(crm::contains)).hasSize(3_000);
    }

    @Test
    void some_leads_are_known_already() {
        Set<String> crm = new HashSet<>(emails(contacts()));
        List<String> leads =
                emails(data.leads().stream().map(DemoData.Lead::person).toList());
        assertThat(leads).hasSize(150).doesNotHaveDuplicates();
        assertThat(leads.stream().filter(crm::contains)).hasSize(DemoData.KNOWN_LEADS);
    }

    @Test
    void two_leads_have_dates_that_no_calendar_has() {
        assertThat(data.leads())
                .extracting(DemoData.Lead::birthDate)
                .contains("31/02/1990", "1990-13-45")
                .filteredOn(Objects::nonNull)
                .filteredOn(date -> !date.matches("(0[1-9]|[12]\\d|3[01])/(0[1-9]|1[0-2])/(19|20)\\d\\d")
                        || date.startsWith("31/02"))
                .hasSize(2);
    }

    @Test
    void warehouse_and_shop_know_the_same_products() {
        assertThat(data.items())
                .extracting(DemoData.Item::sku)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(
                        data.products().stream().map(DemoData.Product::sku).toList());
        assertThat(data.products()).extracting(DemoData.Product::title).doesNotHaveDuplicates();
    }

    @Test
    void orders_refer_to_customers_and_products_of_the_shop() {
        Set<String> skus = new HashSet<>(
                data.products().stream().map(DemoData.Product::sku).toList());
        assertThat(data.orders())
                .allMatch(order -> order.customer() >= 0 && order.customer() < 3_300)
                .allMatch(order -> skus.contains(order.sku()));
        assertThat(data.orders()).extracting(DemoData.Order::number).doesNotHaveDuplicates();
        assertThat(data.orders()).extracting(DemoData.Order::status).contains("open", "paid", "shipped", "cancelled");
    }

    @Test
    void a_few_per_cent_of_the_shops_customers_are_dirty() {
        List<DemoPerson> customers = customers();
        long oddEmails = customers.stream()
                .map(DemoPerson::email)
                .filter(Objects::nonNull)
                .filter(email -> !email.equals(normalised(email)))
                .count();
        long blanks = customers.stream()
                .filter(person ->
                        person.firstName().endsWith(" ") || person.lastName().endsWith(" "))
                .count();
        long upper = customers.stream()
                .filter(person -> person.lastName().equals(DemoDirt.upper(person.lastName())))
                .count();
        long withoutZip = customers.stream()
                .filter(person -> person.address().zip() == null)
                .count();
        assertThat(List.of(oddEmails, blanks, upper, withoutZip)).allMatch(count -> count >= 30 && count <= 300);
    }

    @Test
    void names_come_with_umlauts_and_accents() {
        assertThat(contacts()).extracting(DemoPerson::lastName).contains("Müller", "Groß", "Lefèvre", "García");
        assertThat(emails(contacts())).allMatch(email -> email.matches("[a-z]+\\.[a-z]+\\d+@[a-z.]+"));
    }

    private List<DemoPerson> contacts() {
        return data.contacts().stream().map(DemoData.Contact::person).toList();
    }

    private List<DemoPerson> customers() {
        return data.customers().stream().map(DemoData.Customer::person).toList();
    }

    private static List<String> emails(List<DemoPerson> people) {
        return people.stream()
                .flatMap(person -> Stream.ofNullable(person.email()))
                .map(DemoDataTest::normalised)
                .toList();
    }

    private static String normalised(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
