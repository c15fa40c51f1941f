package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.CfnRole;
import software.constructs.Construct;

/** A role that a service takes on, and that has the permissions it was given and no other. */
public final class ServiceRole extends Construct {

    private final CfnRole role;
    private final Permission trust;
    private final List<Permission> permissions = new ArrayList<>();

    /**
     * A role without permissions.
     *
     * @param service who takes it on, such as {@code lambda.amazonaws.com}
     */
    public ServiceRole(Construct scope, String id, String service) {
        super(scope, id);
        trust =
                Permission.to("AssumeRole", service + " runs with this role")
                        .allow("sts:AssumeRole")
                        .byService(service);
        role =
                CfnRole.Builder.create(this, "Role")
                        .assumeRolePolicyDocument(Permission.document(List.of(trust)))
                        .build();
        explain();
    }

    /** Only on behalf of this account; not every service says on whose behalf it acts. */
    public ServiceRole onlyForThisAccount() {
        trust.when("StringEquals", "aws:SourceAccount", Aws.ACCOUNT_ID);
        role.setAssumeRolePolicyDocument(Permission.document(List.of(trust)));
        return this;
    }

    /** Gives the role one more permission. */
    public ServiceRole allow(Permission permission) {
        permissions.add(permission);
        role.setPolicies(
                List.of(
                        CfnRole.PolicyProperty.builder()
                                .policyName("permissions")
                                .policyDocument(Permission.document(permissions))
                                .build()));
        explain();
        return this;
    }

    private void explain() {
        List<Permission> all = new ArrayList<>(permissions);
        all.add(trust);
        Permission.explain(role, all);
    }

    public String arn() {
        return role.getAttrArn();
    }

    /** The resource itself, for what must wait for it. */
    public CfnRole resource() {
        return role;
    }
}
