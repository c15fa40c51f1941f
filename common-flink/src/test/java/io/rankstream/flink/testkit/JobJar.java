package io.rankstream.flink.testkit;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** Looks into the shaded jar of a job: would it run where Flink and a JVM of Java 11 are given? */
public final class JobJar implements AutoCloseable {

    /** The major version of class files for Java 11. */
    private static final int JAVA_11 = 55;

    private static final int CLASS_FILE = 0xCAFEBABE;
    private static final String SERVICES = "META-INF/services/";

    private static final Pattern MULTI_RELEASE = Pattern.compile("META-INF/versions/(\\d+)/.*");
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]*\\.(SF|DSA|RSA|EC)");
    private static final Pattern FLINK_ITSELF =
            Pattern.compile("org/apache/flink/(runtime|streaming/api|api/common|core)/.*");

    private final JarFile jar;

    private JobJar(JarFile jar) {
        this.jar = jar;
    }

    /** Opens a jar; unversioned entries and those of all versions are looked at alike. */
    public static JobJar open(Path path) throws IOException {
        return new JobJar(new JarFile(path.toFile(), false));
    }

    /**
     * The class files that a JVM of Java 11 would come across and not read: those above its
     * version, module descriptors included, except below {@code META-INF/versions/12} and higher.
     */
    public List<String> classesAboveJava11() throws IOException {
        List<String> found = new ArrayList<>();
        for (ZipEntry entry : entries()) {
            if (entry.getName().endsWith(".class") && isSeenByJava11(entry.getName())) {
                int version = majorVersion(entry);
                if (version > JAVA_11) {
                    found.add(entry.getName() + " (" + version + ")");
                }
            }
        }
        return found;
    }

    private static boolean isSeenByJava11(String name) {
        Matcher versioned = MULTI_RELEASE.matcher(name);
        return !versioned.matches() || Integer.parseInt(versioned.group(1)) <= 11;
    }

    private int majorVersion(ZipEntry entry) throws IOException {
        try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            if (in.readInt() != CLASS_FILE) {
                throw new IOException(entry.getName() + " is no class file");
            }
            in.readUnsignedShort();
            return in.readUnsignedShort();
        }
    }

    /** Classes of Flink itself, which the cluster brings along. */
    public List<String> classesOfFlink() {
        return namesLike(FLINK_ITSELF);
    }

    /**
     * What is left of the signatures of jars that were signed: a JVM refuses to load such a jar.
     */
    public List<String> signatureFiles() {
        return namesLike(SIGNATURE);
    }

    /** The names of entries below a folder. */
    public List<String> below(String folder) {
        return namesLike(Pattern.compile(Pattern.quote(folder) + "/.*[^/]"));
    }

    /** The providers that the jar declares of each service. */
    public Map<String, List<String>> services() throws IOException {
        Map<String, List<String>> services = new TreeMap<>();
        for (ZipEntry entry : entries()) {
            if (entry.getName().startsWith(SERVICES) && !entry.isDirectory()) {
                services.put(entry.getName().substring(SERVICES.length()), providers(entry));
            }
        }
        return services;
    }

    private List<String> providers(ZipEntry entry) throws IOException {
        List<String> providers = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                int comment = line.indexOf('#');
                String provider = (comment < 0 ? line : line.substring(0, comment)).trim();
                if (!provider.isEmpty()) {
                    providers.add(provider);
                }
            }
        }
        return providers;
    }

    /** The names that occur more than once: only the first of them would be found. */
    public List<String> duplicates() {
        Set<String> seen = new HashSet<>();
        List<String> duplicates = new ArrayList<>();
        for (ZipEntry entry : entries()) {
            if (!entry.isDirectory() && !seen.add(entry.getName())) {
                duplicates.add(entry.getName());
            }
        }
        return duplicates;
    }

    public boolean contains(String name) {
        return jar.getEntry(name) != null;
    }

    /**
     * The text of an entry.
     *
     * @throws IOException if there is none of this name
     */
    public String text(String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        if (entry == null) {
            throw new IOException("no " + name + " in " + jar.getName());
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public Attributes manifest() throws IOException {
        return jar.getManifest().getMainAttributes();
    }

    private List<String> namesLike(Pattern pattern) {
        List<String> names = new ArrayList<>();
        for (ZipEntry entry : entries()) {
            if (pattern.matcher(entry.getName()).matches() && !entry.isDirectory()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private List<ZipEntry> entries() {
        List<ZipEntry> entries = new ArrayList<>();
        jar.stream().forEach(entries::add);
        return entries;
    }

    @Override
    public void close() {
        try {
            jar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
