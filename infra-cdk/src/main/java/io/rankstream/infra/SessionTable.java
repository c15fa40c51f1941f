package io.rankstream.infra;

import java.util.List;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.dynamodb.CfnTable;
import software.constructs.Construct;

/** A table for sessions of players: one item per player and start. */
final class SessionTable extends Construct {

    static final Setting<Boolean> ENABLED =
            Setting.flag("sessions.table", "Whether there is a DynamoDB table for sessions.");

    static final List<Setting<?>> SETTINGS = List.of(ENABLED);

    SessionTable(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        CfnTable table =
                CfnTable.Builder.create(this, "Table")
                        .tableName(stack.name() + "-sessions")
                        .billingMode("PAY_PER_REQUEST")
                        .attributeDefinitions(
                                List.of(attribute("player_id", "S"), attribute("started_at", "N")))
                        .keySchema(List.of(key("player_id", "HASH"), key("started_at", "RANGE")))
                        .timeToLiveSpecification(
                                CfnTable.TimeToLiveSpecificationProperty.builder()
                                        .attributeName("expire_at")
                                        .enabled(true)
                                        .build())
                        .pointInTimeRecoverySpecification(
                                CfnTable.PointInTimeRecoverySpecificationProperty.builder()
                                        .pointInTimeRecoveryEnabled(true)
                                        .build())
                        .sseSpecification(
                                CfnTable.SSESpecificationProperty.builder()
                                        .sseEnabled(true)
                                        .sseType("KMS")
                                        .kmsMasterKeyId(stack.key().arn())
                                        .build())
                        .deletionProtectionEnabled(true)
                        .build();
        table.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        table.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
        stack.output("SessionTable", table.getRef(), "Sessions of players");
    }

    private static CfnTable.AttributeDefinitionProperty attribute(String name, String type) {
        return CfnTable.AttributeDefinitionProperty.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static CfnTable.KeySchemaProperty key(String name, String type) {
        return CfnTable.KeySchemaProperty.builder().attributeName(name).keyType(type).build();
    }
}
