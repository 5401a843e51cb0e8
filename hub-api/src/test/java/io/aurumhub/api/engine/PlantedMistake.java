package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;

/**
 * The engine loaded anew, with a mistake in one of its sources: simulations are worth what they catch. Nothing of this
 * is in the product.
 */
final class PlantedMistake implements AutoCloseable {

    /** A simulation is played from its seed; it throws an {@link AssertionError} where the end is wrong. */
    interface History {
        void play(long seed);
    }

    private final Loader loader;

    private PlantedMistake(Loader loader) {
        this.loader = loader;
    }

    /**
     * Plants it.
     *
     * @param source the simple name of a class of the engine
     * @param right what stands there, once
     * @param folder for what is compiled
     */
    static PlantedMistake in(String source, String right, String wrong, Path folder) throws IOException {
        var text = Files.readString(Path.of("src/main/java/io/aurumhub/api/engine", source + ".java"));
        assertThat(text).containsOnlyOnce(right);
        var planted = folder.resolve(source + ".java");
        Files.writeString(planted, text.replace(right, wrong));
        var arguments = List.of(
                "-proc:none",
                "-nowarn",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                planted.toString());
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(failed).as("%s compiles with its mistake", source).isZero();
        return new PlantedMistake(
                new Loader(List.of(folder.toUri().toURL(), location(HubEngine.class), location(PlantedMistake.class))));
    }

    /** How many histories are played until one ends wrongly; one more than the most if none does. */
    long historiesUntilCaught(Class<? extends History> simulation, long most) throws ReflectiveOperationException {
        var play = loader.loadClass(PlantedMistake.class.getName())
                .getDeclaredMethod("histories", String.class, long.class);
        play.setAccessible(true);
        return (long) Objects.requireNonNull(play.invoke(null, simulation.getName(), most));
    }

    /** Runs in the loader that has the mistake. */
    static long histories(String simulation, long most) throws ReflectiveOperationException {
        var constructor = Class.forName(simulation).getDeclaredConstructor();
        constructor.setAccessible(true);
        var history = (History) constructor.newInstance();
        for (long seed = 0; seed < most; seed++) {
            try {
                history.play(seed);
            } catch (AssertionError | RuntimeException caught) {
                return seed + 1;
            }
        }
        return most + 1;
    }

    private static URL location(Class<?> type) {
        return Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                .getLocation();
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Takes the engine and its tests from its own places, everything else from above. */
    private static final class Loader extends URLClassLoader {

        Loader(List<URL> places) {
            super(places.toArray(URL[]::new), PlantedMistake.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(HubEngine.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
