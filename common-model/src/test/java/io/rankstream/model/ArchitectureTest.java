package io.rankstream.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.rankstream.model", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule MODEL_IS_FREE_OF_FLINK_AND_AWS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.flink..", "com.amazonaws..", "software.amazon..")
                    .because("the rules of the game must be testable without a stream processor");

    @ArchTest
    static final ArchRule DEFINITIONS_KNOW_NOTHING_OF_WHAT_USES_THEM =
            noClasses()
                    .that()
                    .resideInAnyPackage("..model.board..", "..model.field..", "..model.event..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..model.control..", "..model.expression..", "..model.scoring..");

    @ArchTest
    static final ArchRule ONLY_EXPRESSIONS_KNOW_CEL =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..model.expression..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.cel..", "com.google..");
}
