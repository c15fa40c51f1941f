package io.rankstream.leaderboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.rankstream.leaderboard", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule OPERATORS_DO_NOT_KNOW_CONNECTORS =
            noClasses()
                    .that()
                    .resideInAPackage("..operator..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..leaderboard.connector..",
                            "org.apache.flink.connector..",
                            "org.apache.flink.streaming.connectors..",
                            "redis.clients..")
                    .because("an operator is tested without what the job is connected to");

    @ArchTest
    static final ArchRule CLIENTS_ARE_KNOWN_TO_CONNECTORS_ONLY =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..leaderboard.connector..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "redis.clients..", "org.apache.flink.streaming.connectors..");

    @ArchTest
    static final ArchRule FUNCTIONS_AND_OPERATORS_LIVE_TOGETHER =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Function")
                    .or()
                    .haveSimpleNameEndingWith("Operator")
                    .should()
                    .resideInAPackage("..operator..");
}
