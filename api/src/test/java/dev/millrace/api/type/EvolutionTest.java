package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.SchemaVerdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was stored as one class is read as another one, whose name is as long and is put into the schema. */
class EvolutionTest {

    record Place(int x, int y) {}

    enum Mood {
        GOOD,
        BAD
    }

    record OldUser(String name, int age, List<Place> places, Place gone, float weight, Mood mood) {}

    private static final OldUser OLD =
            new OldUser("ann", 30, List.of(new Place(1, 2)), new Place(3, 4), 1.5f, Mood.BAD);

    record NewUser(
            Mood mood,
            double weight,
            @DefaultValue("7") int level,
            long age,
            @FormerName({"nick", "name"}) String called,
            Optional<String> mail,
            OptionalLong visits,
            @Nullable Instant seen,
            @DefaultValue("PT1M") Duration pause,
            @DefaultValue("GOOD") Mood before,
            @DefaultValue("x") char letter,
            @DefaultValue("true") boolean isOpen) {}

    private static final NewUser NEW = new NewUser(
            Mood.BAD,
            1.5,
            7,
            30,
            "ann",
            Optional.empty(),
            OptionalLong.empty(),
            null,
            Duration.ofMinutes(1),
            Mood.GOOD,
            'x',
            true);

    @Test
    void fieldsAreMovedRenamedWidenedRemovedAndAdded() {
        Stored stored = Stored.of(OLD).renamed("$OldUser", "$NewUser");

        assertThat(stored.read()).isEqualTo(NEW);
        assertThat(stored.decoder(Codecs.STANDARD).verdicts().get(0).toString())
                .startsWith("MIGRATED dev.millrace.api.type.EvolutionTest$NewUser: ")
                .contains(
                        "weight was a float and is a double now",
                        "level is new: 7",
                        "age was a int and is a long now",
                        "called was name",
                        "mail is new: Optional.empty",
                        "seen is new: null",
                        "places is gone",
                        "gone is gone");
    }

    @Test
    void whatIsInARemovedFieldNeedNotExist() {
        Stored stored = Stored.of(OLD).renamed("$OldUser", "$NewUser").renamed("$Place", "$Plaze");

        assertThat(stored.read()).isEqualTo(NEW);
        assertThat(verdict(stored, "Plaze").outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void recordsInCollectionsChangeToo() {
        Stored stored = Stored.of(Map.of("all", List.of(Optional.of(OLD)))).renamed("$OldUser", "$NewUser");

        assertThat(stored.read()).isEqualTo(Map.of("all", List.of(Optional.of(NEW))));
    }

    record BadUser(String name, int age, int level) {}

    record NotUser(String name, String age) {}

    record LowUser(String name, short age) {}

    record OddUser(String name, @DefaultValue("many") int level) {}

    record BoxUser(Object name, Long age, Comparable<?> mood) {}

    @Test
    void whatCannotBecomeAValueOfTheClassOfNowIsRefused() {
        assertRefused(
                "BadUser",
                "BadUser.level was added after values had been stored, and has no default; add @DefaultValue");
        assertRefused("NotUser", "NotUser.age was stored as int, which does not become a java.lang.String by itself");
        assertRefused("LowUser", "LowUser.age was stored as int, which does not become a short by itself");
        assertRefused("OddUser", "OddUser.level: @DefaultValue(\"many\") is no int");
        assertRefused("GonUser", "there is no such record any more; keep the class, or add @FormerName(");
        assertThat(Stored.of(OLD).renamed("$OldUser", "$BoxUser").read()).isEqualTo(new BoxUser("ann", 30L, Mood.BAD));
    }

    private static void assertRefused(String now, String why) {
        Stored stored = Stored.of(OLD).renamed("$OldUser", "$" + now);
        assertThat(verdict(stored, now).toString()).startsWith("REFUSED").contains(why);
        assertThatThrownBy(stored::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        BinaryInput in = new BinaryInput(stored.values());
        stored.decoder(Codecs.STANDARD).skip(in);
        assertThat(in.remaining()).isZero();
    }

    private static SchemaVerdict verdict(Stored stored, String name) {
        return stored.decoder(Codecs.STANDARD).verdicts().stream()
                .filter(verdict -> verdict.name().endsWith("$" + name))
                .findFirst()
                .orElseThrow();
    }

    @FormerName("dev.millrace.api.type.EvolutionTest$Plaze")
    record Position(int x, int y) {}

    record PosUser(String name, Position gone) {}

    @Test
    void aRenamedClassIsFoundByTheFieldThatHasIt() {
        Stored stored = Stored.of(OLD).renamed("$OldUser", "$PosUser").renamed("$Place", "$Plaze");

        assertThat(stored.read()).isEqualTo(new PosUser("ann", new Position(3, 4)));
        assertThat(verdict(stored, "Plaze").toString())
                .startsWith("MIGRATED")
                .contains("is dev.millrace.api.type.EvolutionTest$Position now");
    }

    @Test
    void aRenamedClassIsFoundIfItIsKnown() {
        Stored stored = Stored.of(new Place(1, 2)).renamed("$Place", "$Plaze");

        assertThatThrownBy(stored::read).hasMessageContaining("there is no such record any more");
        assertThat(stored.read(Codecs.STANDARD.knowing(Position.class))).isEqualTo(new Position(1, 2));
    }

    enum Wood {
        @FormerName("GOOD")
        GREAT
    }

    @Test
    void constantsAreMatchedByNameAndRefusedOnlyWhereOneIsGone() {
        Stored good = Stored.of(Mood.GOOD).renamed("$Mood", "$Wood");
        Stored bad = Stored.of(Mood.BAD).renamed("$Mood", "$Wood");

        assertThat(good.read()).isEqualTo(Wood.GREAT);
        assertThat(verdict(good, "Wood").toString())
                .startsWith("MIGRATED")
                .endsWith("GREAT was GOOD; BAD is gone, and is refused where it was stored");
        assertThatThrownBy(bad::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Wood has no constant BAD any more, but one was stored");
    }

    @Test
    void theVerdictOfWhatHasNotChangedIsKept() {
        assertThat(Stored.of(OLD).decoder(Codecs.STANDARD).verdicts())
                .allMatch(verdict ->
                        verdict.outcome() == Outcome.KEPT && verdict.changes().isEmpty());
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] schemas = Stored.of(OLD).schemas();
        schemas[0]++;

        assertThatThrownBy(() -> new ValueDecoder(new BinaryInput(schemas)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("schemas of version 2; this release reads version 1");
    }
}
