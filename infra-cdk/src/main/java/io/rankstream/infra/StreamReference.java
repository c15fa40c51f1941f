package io.rankstream.infra;

import java.util.Optional;

/**
 * A Kinesis stream, of the stack or one that is there already.
 *
 * @param name what it is called in its region
 * @param arn its ARN
 * @param keyArn the KMS key of the account that encrypts it, if there is one
 */
public record StreamReference(String name, String arn, Optional<String> keyArn) {}
