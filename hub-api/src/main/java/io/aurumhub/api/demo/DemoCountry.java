package io.aurumhub.api.demo;

import java.time.ZoneId;
import java.util.List;
import java.util.random.RandomGenerator;

/** The five countries of the demo: their usual names, streets and towns, and how they write a phone number. */
@SuppressWarnings("ImmutableEnumChecker") // the lists and maps are unmodifiable
enum DemoCountry {
    DE(
            "Europe/Berlin",
            "Jürgen, Björn, Käthe, Sören, Günther, Anna, Lukas, Jörg, Marie, Felix, Sophie, Hannah, Paul, Lena, Leon, "
                    + "Jana, Uwe, Birgit, Klaus, Ute, Zoë, Kai-Uwe, Änne, Mehmet, Ayşe",
            "Müller, Schäfer, Weiß, Köhler, Schröder, Krüger, Böhm, Groß, Schmidt, Fischer, Weber, Wagner, Becker, "
                    + "Hoffmann, Koch, Richter, Klein, Wolf, Neumann, Jäger, von der Heide, Yılmaz, Löwenstein, Voß",
            "Hauptstraße, Bahnhofstraße, Lindenweg, Gartenstraße, Am Mühlbach, Schillerstraße, Bäckergasse, Ringstraße",
            "10115 Berlin, 20095 Hamburg, 80331 München, 50667 Köln, 60311 Frankfurt am Main, 01067 Dresden, "
                    + "90402 Nürnberg, 04109 Leipzig, 40213 Düsseldorf, 79098 Freiburg im Breisgau"),
    AT(
            "Europe/Vienna",
            "Jürgen, Maximilian, Anna, Lukas, Katharina, Sebastian, Theresa, Günter, Elisabeth, Florian, Magdalena, "
                    + "Tobias, Veronika, Matthäus, Bärbel, Franz, Rosi",
            "Gruber, Huber, Bauer, Wagner, Müller, Pichler, Steiner, Moser, Mayer, Hofer, Leitner, Berger, Fuchs, "
                    + "Eder, Schönbauer, Kößler, Höfler, Nöbauer",
            "Mariahilfer Straße, Getreidegasse, Herrengasse, Kärntner Straße, Südtiroler Platz, Mühlgasse, Dorfstraße",
            "1010 Wien, 1070 Wien, 4020 Linz, 5020 Salzburg, 6020 Innsbruck, 8010 Graz, 9020 Klagenfurt, 3100 St."
                    + " Pölten"),
    FR(
            "Europe/Paris",
            "Chloé, René, Éric, Amélie, François, Hélène, Loïc, Maëlle, Noël, Jean-Luc, Camille, Léa, Hugo, Manon, "
                    + "Théo, Inès, Gaëtan, Zoé, Benoît, Anaïs",
            "Lefèvre, Martin, Bernard, Dubois, Moreau, Laurent, Lefebvre, Garçon, Béranger, Chevalier, Faure,"
                    + " Gauthier, Perrin, D'Arcy, de La Tour, Noël, Hébert, Benoît, Çelik",
            "rue de la Paix, avenue Foch, boulevard Saint-Michel, rue Molière, place de l'Église, rue des Érables",
            "75001 Paris, 69001 Lyon, 13001 Marseille, 31000 Toulouse, 67000 Strasbourg, 33000 Bordeaux, 06000 Nice, "
                    + "42000 Saint-Étienne, 38000 Grenoble"),
    GB(
            "Europe/London",
            "Oliver, Amelia, George, Isla, Harry, Ava, Siân, Niamh, Callum, Zoë, Rhys, Imogen, Alistair, Fiona, Priya, "
                    + "Mohammed, Eleanor, Hamish, Gwen, Rupert",
            "Smith, Jones, Taylor, Brown, O'Connor, MacDonald, Evans, Patel, Wright, Robinson, Clarke, Lloyd-Jones, "
                    + "Khan, Hughes, Whitfield, St John, Brontë, Ferguson",
            "High Street, Church Lane, Victoria Road, Mill Lane, Station Road, The Crescent, King's Road, Park Avenue",
            "SW1A 1AA London, M1 1AE Manchester, B1 1BB Birmingham, EH1 1YZ Edinburgh, CF10 1EP Cardiff, "
                    + "LS1 4AP Leeds, BS1 4ST Bristol, G1 1XQ Glasgow, OX1 2JD Oxford"),
    US(
            "America/New_York",
            "James, Emma, Liam, Olivia, Noah, Mia, José, María, Ethan, Sofía, Aiden, Madison, Tyrone, Grace, DeShawn, "
                    + "Hannah, Walter, Mei, Kayla, Brandon",
            "Johnson, Williams, Davis, García, Rodríguez, Miller, Wilson, Nuñez, Anderson, Nguyen, Lee, O'Brien, "
                    + "McCarthy, Kowalski, Van Buren, Hernández, Jackson, Peña",
            "Main St, Oak Avenue, Maple Drive, 5th Avenue, Sunset Blvd, Elm Street, Lincoln Road, W Washington Ave",
            "10001 New York, 02108 Boston, 60601 Chicago, 94103 San Francisco, 73301 Austin, 98101 Seattle, "
                    + "33101 Miami, 19103 Philadelphia, 80202 Denver");

    private static final List<String> GERMAN_FICTION =
            List.of("+49 30 23125", "+49 40 66969", "+49 69 90009", "+49 89 99998", "+49 221 4710");
    private static final List<String> BRITISH_FICTION =
            List.of("+44 20 79460", "+44 121 4960", "+44 131 4960", "+44 161 4960", "+44 113 4960");

    private final ZoneId zone;
    private final List<String> firstNames;
    private final List<String> lastNames;
    private final List<String> streets;
    private final List<Town> towns;

    record Town(String zip, String name) {}

    DemoCountry(String zone, String firstNames, String lastNames, String streets, String towns) {
        this.zone = ZoneId.of(zone);
        this.firstNames = words(firstNames);
        this.lastNames = words(lastNames);
        this.streets = words(streets);
        this.towns = words(towns).stream().map(this::town).toList();
    }

    ZoneId zone() {
        return zone;
    }

    String firstName(RandomGenerator random) {
        return pick(firstNames, random);
    }

    String lastName(RandomGenerator random) {
        return pick(lastNames, random);
    }

    Town town(RandomGenerator random) {
        return pick(towns, random);
    }

    String street(RandomGenerator random) {
        String street = pick(streets, random);
        int house = random.nextInt(1, 180);
        return switch (this) {
            case DE, AT -> street + " " + house;
            case FR, GB, US -> house + " " + street;
        };
    }

    /** The international form; the ranges are those that the countries keep free for fiction where they have one. */
    String phone(RandomGenerator random) {
        int number = random.nextInt(1_000);
        int area = random.nextInt(100, 900);
        return switch (this) {
            case DE -> pick(GERMAN_FICTION, random) + "%03d".formatted(number);
            case AT -> "+43 1 5%03d%03d".formatted(area, number);
            case FR -> "+33 1 99 00 %02d %02d".formatted(area % 100, number % 100);
            case GB -> pick(BRITISH_FICTION, random) + "%03d".formatted(number);
            case US -> "+1 %d-555-0%03d".formatted(200 + area / 2, 100 + number % 100);
        };
    }

    /** The same number as somebody at home in the country types it. */
    static String localPhone(String international) {
        String[] parts = international.split("[ -]", 3);
        String rest = parts[2].replace(" ", "");
        return parts[0].equals("+1") ? "(" + parts[1] + ") " + rest : "0" + parts[1] + "/" + rest;
    }

    private Town town(String zipAndName) {
        // British codes have a blank inside: "SW1A 1AA London". By name: this runs before the constant GB is set.
        int gap = name().equals("GB") ? zipAndName.indexOf(' ', zipAndName.indexOf(' ') + 1) : zipAndName.indexOf(' ');
        return new Town(zipAndName.substring(0, gap), zipAndName.substring(gap + 1));
    }

    private static List<String> words(String list) {
        return List.of(list.split(", "));
    }

    private static <T> T pick(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }
}
