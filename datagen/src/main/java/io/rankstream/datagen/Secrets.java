package io.rankstream.datagen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds a secret by its reference, so that it never stands on a command line. */
final class Secrets {

    /** {@code env:NAME}, {@code file:PATH} (without its last line break), or empty for none. */
    static String read(String reference) throws IOException {
        if (reference.isEmpty()) {
            return "";
        }
        if (reference.startsWith("env:")) {
            String value = System.getenv(reference.substring("env:".length()));
            if (value == null) {
                throw new IllegalArgumentException(reference + " is not set");
            }
            return value;
        }
        if (reference.startsWith("file:")) {
            return Files.readString(Path.of(reference.substring("file:".length()))).stripTrailing();
        }
        throw new IllegalArgumentException("a secret is given as env:NAME or file:PATH");
    }

    private Secrets() {}
}
