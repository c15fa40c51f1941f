package io.rankstream.datagen;

/**
 * One row of racing's table {@code players}, without its key.
 *
 * @param isBot 0 or 1
 */
public record PlayerRow(
        String alias, int level, String country, int isBot, String subscriptionType) {

    PlayerRow withAlias(String newAlias) {
        return new PlayerRow(newAlias, level, country, isBot, subscriptionType);
    }

    PlayerRow withLevel(int newLevel) {
        return new PlayerRow(alias, newLevel, country, isBot, subscriptionType);
    }

    PlayerRow withCountry(String newCountry) {
        return new PlayerRow(alias, level, newCountry, isBot, subscriptionType);
    }

    PlayerRow withIsBot(int newIsBot) {
        return new PlayerRow(alias, level, country, newIsBot, subscriptionType);
    }

    PlayerRow withSubscriptionType(String newType) {
        return new PlayerRow(alias, level, country, isBot, newType);
    }
}
