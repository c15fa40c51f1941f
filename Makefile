.PHONY: build test it format lint run-local

MAVEN := ./mvnw -B -ntp

# The jars, without running a test.
build:
	$(MAVEN) package -DskipTests

# Everything that the build checks, integration tests included.
test:
	$(MAVEN) verify

# The integration tests alone. No unit test has the name None.
it:
	$(MAVEN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false

format:
	$(MAVEN) spotless:apply

# Format, compiler warnings and Error Prone, of main and test code.
lint:
	$(MAVEN) test-compile

run-local:
	./rankstream demo
