package io.rankstream.flink.config;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Objects;

/**
 * A reference to a secret: {@code env:NAME}, {@code file:PATH} or {@code secretsmanager:ARN#FIELD}.
 * Only the reference is kept and shipped; the value is read where it is used and never printed.
 */
public final class Secret implements Serializable {

    static final String ALLOWED =
            "a reference env:NAME, file:PATH or secretsmanager:ARN#FIELD, never the secret itself";

    private static final long serialVersionUID = 1L;

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";
    private static final String SECRETS_MANAGER = "secretsmanager:";

    private final String reference;

    private Secret(String reference) {
        this.reference = reference;
    }

    /**
     * A reference in one of the forms.
     *
     * @throws IllegalArgumentException if it is in none; the message does not repeat the text,
     *     which may be a secret pasted by mistake
     */
    public static Secret of(String reference) {
        if (!isReference(reference)) {
            throw new IllegalArgumentException("must be " + ALLOWED);
        }
        return new Secret(reference);
    }

    /** Whether a text has the form of a reference. */
    public static boolean isReference(String text) {
        return names(ENVIRONMENT, text)
                || names(FILE, text)
                || (text.startsWith(SECRETS_MANAGER)
                        && SecretsManager.names(text.substring(SECRETS_MANAGER.length())));
    }

    private static boolean names(String form, String reference) {
        return reference.startsWith(form) && reference.length() > form.length();
    }

    /**
     * Reads the secret; a line break at the end of a file does not belong to it.
     *
     * @throws InvalidConfigurationException naming the reference, if there is nothing behind it
     */
    public String resolve() {
        if (reference.startsWith(ENVIRONMENT)) {
            String value = System.getenv(reference.substring(ENVIRONMENT.length()));
            if (value == null) {
                throw new InvalidConfigurationException(
                        "the environment variable of " + reference + " is not set");
            }
            return value;
        }
        if (reference.startsWith(SECRETS_MANAGER)) {
            try {
                return SecretsManager.read(reference.substring(SECRETS_MANAGER.length()));
            } catch (IOException e) {
                throw new InvalidConfigurationException(
                        "the secret of " + reference + " cannot be read: " + e.getMessage(), e);
            }
        }
        Path path = Paths.get(reference.substring(FILE.length()));
        try {
            return withoutLineBreak(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "the file of " + reference + " cannot be read", e);
        }
    }

    private static String withoutLineBreak(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Where the secret is, such as {@code env:MYSQL_PASSWORD}. */
    public String reference() {
        return reference;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret && reference.equals(((Secret) other).reference);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reference);
    }

    @Override
    public String toString() {
        return "****** (" + reference + ")";
    }
}
