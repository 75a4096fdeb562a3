package dev.millrace.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.SimulationTally;
import dev.millrace.testkit.pipelines.RandomPipelines;
import org.junit.jupiter.api.Test;

/** Random pipelines on machines that die give what they give on machines that do not. */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("millrace.simulations", 600);

    @Test
    void whatComesOutDoesNotDependOnCrashes() {
        Simulation simulation = Simulation.of(RandomPipelines.ofUsualSize());
        SimulationTally tally = new SimulationTally();
        for (long seed = 0; seed < SEEDS; seed++) {
            tally.add(simulation.run(seed));
        }
        System.out.println(tally);

        assertThat(tally.topologies()).containsOnlyKeys(RandomPipelines.topologies());
        assertThat(tally.crashes()).isGreaterThan(5L * SEEDS);
        assertThat(tally.restores())
                .as("most of the jobs that started again went on from a checkpoint")
                .isGreaterThan((tally.crashes() - tally.crashesAtStart()) / 2);
        assertThat(tally.crashesAtStart()).isPositive();
        assertThat(tally.faults()).isPositive();
    }

    @Test
    void aSmallCaseSurvivesEachSingleMishap() {
        SimulationTally tally = new SimulationTally();
        Simulation.of(RandomPipelines.small()).exhaust(3, tally);
        System.out.println(tally);
        assertThat(tally.runs()).isGreaterThan(100);
    }
}
