package io.rankstream.infra;

import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.kms.CfnAlias;
import software.amazon.awscdk.services.kms.CfnKey;
import software.constructs.Construct;

/** The key that encrypts what the stack keeps: streams, archive, database, board store, secrets. */
public final class DataKey extends Construct {

    private final CfnKey key;

    public DataKey(Construct scope, String id, String stackName) {
        super(scope, id);
        List<Permission> permissions = permissions(stackName);
        key =
                CfnKey.Builder.create(this, "Key")
                        .description("What " + stackName + " keeps")
                        .enableKeyRotation(true)
                        .keyPolicy(Permission.document(permissions))
                        .build();
        Permission.explain(key, permissions);
        key.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        key.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
        CfnAlias.Builder.create(this, "Alias")
                .aliasName("alias/" + stackName)
                .targetKeyId(key.getAttrKeyId())
                .build();
    }

    private static List<Permission> permissions(String stackName) {
        return List.of(
                Permission.to(
                                "Administration",
                                "without it nobody could administer the key; what a role may do"
                                        + " with it is said in the role's policy")
                        .byAccount("arn:" + Aws.PARTITION + ":iam::" + Aws.ACCOUNT_ID + ":root")
                        .allow("kms:*")
                        .on("*")
                        .wildcardBecause(
                                "the policy of a key: the resource is this key, and the account"
                                        + " must be able to do everything with it"),
                Permission.to("Logs", "CloudWatch Logs encrypts the log groups of the stack")
                        .byService("logs." + Aws.REGION + ".amazonaws.com")
                        .allow(
                                "kms:Encrypt",
                                "kms:Decrypt",
                                "kms:GenerateDataKey",
                                "kms:DescribeKey")
                        .on("*")
                        .when(
                                "ArnLike",
                                "kms:EncryptionContext:aws:logs:arn",
                                "arn:"
                                        + Aws.PARTITION
                                        + ":logs:"
                                        + Aws.REGION
                                        + ":"
                                        + Aws.ACCOUNT_ID
                                        + ":log-group:/rankstream/"
                                        + stackName
                                        + "/*")
                        .wildcardBecause("the policy of a key: the resource is this key"),
                Permission.to("Alarms", "alarms are published to the encrypted topic")
                        .byService("cloudwatch.amazonaws.com")
                        .allow("kms:Decrypt", "kms:GenerateDataKey")
                        .on("*")
                        .when("StringEquals", "aws:SourceAccount", Aws.ACCOUNT_ID)
                        .wildcardBecause("the policy of a key: the resource is this key"));
    }

    public String arn() {
        return key.getAttrArn();
    }
}
