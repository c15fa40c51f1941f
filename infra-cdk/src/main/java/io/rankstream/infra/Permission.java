package io.rankstream.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnResource;

/**
 * One IAM statement and why it is there. The reason is written into the template beside the
 * statement, under its Sid.
 */
public final class Permission {

    /** Where a resource of the template keeps the reasons of its statements, by Sid. */
    public static final String REASONS = "rankstream:reasons";

    /** Where it keeps why a statement has a wildcard, by Sid. */
    public static final String WILDCARDS = "rankstream:wildcards";

    private final String sid;
    private final String reason;
    private String effect = "Allow";
    private String wildcardReason;
    private Object principal;
    private final List<String> actions = new ArrayList<>();
    private final List<String> resources = new ArrayList<>();
    private final Map<String, Object> conditions = new LinkedHashMap<>();

    private Permission(String sid, String reason) {
        this.sid = sid;
        this.reason = reason;
    }

    /**
     * Starts a statement.
     *
     * @param sid letters and digits, once in its policy
     * @param reason what would not work without it
     */
    public static Permission to(String sid, String reason) {
        return new Permission(sid, reason);
    }

    public Permission allow(String... names) {
        actions.addAll(List.of(names));
        return this;
    }

    /** Makes it a refusal of these actions. */
    public Permission deny(String... names) {
        effect = "Deny";
        return allow(names);
    }

    public Permission on(String... arns) {
        resources.addAll(List.of(arns));
        return this;
    }

    public Permission on(List<String> arns) {
        resources.addAll(arns);
        return this;
    }

    /** Says why an action or resource of it is a wildcard. */
    public Permission wildcardBecause(String why) {
        wildcardReason = why;
        return this;
    }

    /** For the policy of a resource: a service may do it. */
    public Permission byService(String service) {
        principal = Map.of("Service", service);
        return this;
    }

    /** For the policy of a resource: whoever the account itself lets. */
    public Permission byAccount(String rootArn) {
        principal = Map.of("AWS", rootArn);
        return this;
    }

    /** For the policy of a resource: these roles may do it. */
    public Permission byPrincipals(List<String> arns) {
        principal = Map.of("AWS", List.copyOf(arns));
        return this;
    }

    /** For the policy of a resource: everyone, which only a refusal should name. */
    public Permission byAnyone() {
        principal = Map.of("AWS", "*");
        return this;
    }

    /** Only where a key of the request has this value, or one of these. */
    public Permission when(String operator, String key, Object value) {
        @SuppressWarnings("unchecked")
        Map<String, Object> keys =
                (Map<String, Object>)
                        conditions.computeIfAbsent(operator, any -> new LinkedHashMap<>());
        keys.put(key, value);
        return this;
    }

    /** The statement as a policy document has it. */
    public Map<String, Object> statement() {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Sid", sid);
        statement.put("Effect", effect);
        if (principal != null) {
            statement.put("Principal", principal);
        }
        statement.put("Action", actions.size() == 1 ? actions.get(0) : List.copyOf(actions));
        if (!resources.isEmpty()) {
            statement.put(
                    "Resource", resources.size() == 1 ? resources.get(0) : List.copyOf(resources));
        }
        if (!conditions.isEmpty()) {
            statement.put("Condition", conditions);
        }
        return statement;
    }

    /** A policy document of several statements. */
    public static Map<String, Object> document(List<Permission> permissions) {
        return Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                permissions.stream().map(Permission::statement).toList());
    }

    /** Writes into the template why each statement of a resource is there. */
    public static void explain(CfnResource resource, List<Permission> permissions) {
        Map<String, String> reasons = new TreeMap<>();
        Map<String, String> wildcards = new TreeMap<>();
        for (Permission permission : permissions) {
            if (reasons.put(permission.sid, permission.reason) != null) {
                throw new IllegalArgumentException(
                        "two statements of one policy are called " + permission.sid);
            }
            if (permission.wildcardReason != null) {
                wildcards.put(permission.sid, permission.wildcardReason);
            }
        }
        resource.addMetadata(REASONS, reasons);
        if (!wildcards.isEmpty()) {
            resource.addMetadata(WILDCARDS, wildcards);
            Accepted.at(resource, "AwsSolutions-IAM5", String.join("; ", wildcards.values()));
        }
    }
}
