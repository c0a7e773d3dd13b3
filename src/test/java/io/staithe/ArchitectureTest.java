package io.staithe;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.staithe.postgres.Connections;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Instant;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** The rules of the architecture page, one constant each; a new room or edge costs one decision record and one line. */
@AnalyzeClasses(packages = "io.staithe", importOptions = ArchitectureTest.MainClasses.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule ROOMS_HAVE_ONLY_THEIR_EDGES = Rooms.table()
            .room("fault")
            .room("observe")
            .room("graph", "fault")
            .room("access", "fault", "observe")
            .room("deb", "fault")
            .room("pool", "fault", "observe")
            .room("gather", "fault")
            .room("queue", "fault", "observe", "access")
            .room("catalog", "fault", "access", "deb", "pool")
            .room("archive", "fault", "deb", "pool", "catalog")
            .room("openpgp", "fault", "archive", "deb")
            .room("events", "fault", "observe", "access")
            .room("intake", "fault", "observe", "access", "deb", "pool", "events")
            .room("publish", "fault", "observe", "access", "deb", "catalog", "archive", "pool", "queue", "events")
            .room("library", "fault observe access deb pool catalog queue intake publish events".split(" "))
            .room("sweep", "fault", "observe", "access", "pool", "queue", "publish")
            .room("mirror", "fault", "observe", "access", "deb", "pool", "catalog", "queue", "events")
            .room(
                    "postgres",
                    "fault observe access deb gather pool archive queue catalog publish intake library sweep mirror events"
                            .split(" "))
            .room("s3", "fault", "observe", "pool", "publish")
            .room("embedded", "fault")
            .roomWithAllBut("web", "postgres", "openpgp", "s3", "embedded", "wiring", "cli")
            .room("cli", "fault", "library", "wiring")
            .roomWithAllBut("wiring", "cli")
            .rule();

    @ArchTest
    static final ArchRule SOME_EDGES_CARRY_VALUES_ONLY =
            Rooms.valuesOnly("catalog", "pool", "archive", "pool", "archive", "catalog", "postgres", "archive");

    @ArchTest
    static final ArchRule THE_ROOT_KNOWS_WIRING_AND_CLI = classes()
            .that()
            .resideInAPackage("io.staithe")
            .should()
            .onlyDependOnClassesThat(not(resideInAPackage("io.staithe.."))
                    .or(resideInAnyPackage("io.staithe", "io.staithe.wiring..", "io.staithe.cli..")));

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.staithe.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FORMATS_AND_ARCHIVES_ARE_PURE = noClasses()
            .that()
            .resideInAnyPackage("io.staithe.deb..", "io.staithe.archive..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "reactor..",
                    "org.reactivestreams..",
                    "org.springframework..",
                    "io.netty..",
                    "io.r2dbc..",
                    "java.sql..",
                    "java.net..");

    @ArchTest
    static final ArchRule SPRING_STAYS_AT_THE_EDGES = noClasses()
            .that(not(resideInAnyPackage(
                    "io.staithe", "io.staithe.web..", "io.staithe.wiring..", "io.staithe.postgres..")))
            .should()
            .dependOnClassesThat(resideInAPackage("org.springframework..").and(not(buffers())));

    @ArchTest
    static final ArchRule BUFFERS_STAY_ON_THE_UPLOAD_PATH = noClasses()
            .that(not(resideInAnyPackage(
                    "io.staithe.pool..",
                    "io.staithe.s3..",
                    "io.staithe.intake..",
                    "io.staithe.web..",
                    "io.staithe.wiring..")))
            .should()
            .dependOnClassesThat(are(buffers()));

    @ArchTest
    static final ArchRule FILES_STAY_WHERE_BYTES_ARE_KEPT = noClasses()
            .that(not(resideInAnyPackage(
                    "io.staithe.pool..",
                    "io.staithe.publish..",
                    "io.staithe.s3..",
                    "io.staithe.web.archive..",
                    "io.staithe.embedded..",
                    "io.staithe.cli..",
                    "io.staithe.wiring..")))
            .should()
            .dependOnClassesThat(resideInAPackage("java.nio.file..")
                    .or(type(FileChannel.class))
                    .or(type(AsynchronousFileChannel.class))
                    .or(type(File.class))
                    .or(type(RandomAccessFile.class))
                    .or(type(FileInputStream.class))
                    .or(type(FileOutputStream.class)));

    @ArchTest
    static final ArchRule THREADS_CHANGE_BESIDE_THE_BLOCKING_CALL = noClasses()
            .that(not(resideInAnyPackage(
                    "io.staithe.pool..",
                    "io.staithe.publish..",
                    "io.staithe.intake..",
                    "io.staithe.openpgp..",
                    "io.staithe.graph..",
                    "io.staithe.s3..")))
            .should()
            .callMethodWhere(publisherMethod("subscribeOn|publishOn"));

    /** The database's launcher, graphviz, and the program that signs. */
    @ArchTest
    static final ArchRule PROCESSES_HAVE_THREE_ROOMS = noClasses()
            .that(not(resideInAnyPackage("io.staithe.embedded..", "io.staithe.graph..", "io.staithe.openpgp..")))
            .should()
            .dependOnClassesThat(type(ProcessBuilder.class));

    @ArchTest
    static final ArchRule SINKS_AND_SUBSCRIPTIONS_ARE_FEW = noClasses()
            .that(not(resideInAnyPackage(
                    "io.staithe.gather..",
                    "io.staithe.queue..",
                    "io.staithe.events..",
                    "io.staithe.intake..",
                    "io.staithe.wiring..")))
            .should()
            .dependOnClassesThat(are(assignableTo(Sinks.class)))
            .orShould()
            .callMethodWhere(publisherMethod("subscribe|subscribeWith"));

    @ArchTest
    static final ArchRule NOTHING_BLOCKS_A_FLOW = noClasses()
            .should()
            .callMethodWhere(publisherMethod("block|blockFirst|blockLast|blockOptional|toIterable|toStream|toFuture"))
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Schedulers.class, "boundedElastic");

    /** Besides {@code postgres}, only the beans of the connection pool know the driver; see decision 0005. */
    @ArchTest
    static final ArchRule SQL_HAS_ONE_ROOM = noClasses()
            .that(not(resideInAnyPackage("io.staithe.postgres..", "io.staithe.wiring.database..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.r2dbc..");

    /** {@code wiring} hands the client over and runs nothing with it. */
    @ArchTest
    static final ArchRule THE_DATABASE_CLIENT_IS_ONLY_HANDED_OVER = noClasses()
            .that(not(resideInAnyPackage("io.staithe.postgres..", "io.staithe.wiring..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.r2dbc..")
            .orShould()
            .callMethodWhere(describe(
                    "the client runs SQL",
                    call -> call.getTargetOwner().getName().equals("org.springframework.r2dbc.core.DatabaseClient")
                            && call.getName().equals("sql")));

    /** A client as Spring makes it would have the driver forget buffers; see decision 0023. */
    @ArchTest
    static final ArchRule DATABASE_CLIENTS_ARE_MADE_IN_ONE_PLACE = noClasses()
            .that(not(type(Connections.class)))
            .should()
            .callMethodWhere(describe(
                    "a client is made",
                    call -> call.getTargetOwner().getName().equals("org.springframework.r2dbc.core.DatabaseClient")
                            && (call.getName().equals("create")
                                    || call.getName().equals("builder"))));

    /** JDBC is for migrations and for asking an embedded server whether it is there. */
    @ArchTest
    static final ArchRule JDBC_IS_FOR_START_UP = noClasses()
            .that(not(resideInAnyPackage(
                    "io.staithe.postgres..", "io.staithe.wiring.database..", "io.staithe.embedded..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.flywaydb..");

    @ArchTest
    static final ArchRule OPENPGP_HAS_ONE_ROOM = noClasses()
            .that()
            .resideOutsideOfPackage("io.staithe.openpgp..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule OBJECT_STORES_HAVE_ONE_ROOM = noClasses()
            .that()
            .resideOutsideOfPackage("io.staithe.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes().should(Habits.LIVE_IN_A_NULL_MARKED_PACKAGE);

    @ArchTest
    static final ArchRule FIELDS_ARE_NOT_INJECTED = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule PUBLIC_MEANS_USED_BY_ANOTHER_PACKAGE = classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and()
            .areNotAssignableTo("io.staithe.fault.FaultCode")
            .should(Habits.BE_NEEDED_OUTSIDE_THEIR_PACKAGE)
            .because("fault codes may be public all the same: tests of other rooms name them");

    /** Tests put a failing {@code Disk} in the place of the real one. */
    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that(not(nameMatching("io.staithe.pool.file.Disk")))
            .should(Habits.BE_FINAL_UNLESS_MEANT_FOR_HEIRS);

    @ArchTest
    static final ArchRule NAMES_ARE_NOUNS_OF_THE_FIELD = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .resideInAnyPackage("..util..", "..common..", "..internal..", "..impl..", "..service..", "..dto..");

    /** {@code Clock} is injected; {@code wiring} makes it. */
    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK = noClasses()
            .that()
            .resideOutsideOfPackage("io.staithe.wiring..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule CONTEXT_TRAVELS_WITH_THE_FLOW =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

    private static DescribedPredicate<JavaClass> buffers() {
        return resideInAPackage("org.springframework.core.io.buffer..");
    }

    private static DescribedPredicate<JavaCall<?>> publisherMethod(String names) {
        return describe(
                "a publisher's " + names,
                call -> target(nameMatching(names)).test(call)
                        && target(owner(assignableTo(Publisher.class))).test(call));
    }

    /** Classes of the product, wherever a build puts them. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
