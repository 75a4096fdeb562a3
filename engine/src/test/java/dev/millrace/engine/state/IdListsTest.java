package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdListsTest {

    private static final int LISTS = 40;
    private static final int IDS = 100;

    private final IdLists lists = new IdLists();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void listsAreLikeSets(long seed) {
        Random random = new Random(seed);
        List<Set<Integer>> model = new ArrayList<>();
        int[] listOfId = new int[IDS];
        for (int list = 0; list < LISTS; list++) {
            model.add(new LinkedHashSet<>());
        }
        java.util.Arrays.fill(listOfId, IdLists.NONE);
        for (int step = 0; step < 10_000; step++) {
            int id = random.nextInt(IDS);
            if (listOfId[id] == IdLists.NONE) {
                listOfId[id] = random.nextInt(LISTS);
                lists.add(listOfId[id], id);
                model.get(listOfId[id]).add(id);
            } else {
                lists.remove(listOfId[id], id);
                model.get(listOfId[id]).remove(id);
                listOfId[id] = IdLists.NONE;
            }
            int looked = random.nextInt(LISTS);
            assertThat(ids(looked)).containsExactlyInAnyOrderElementsOf(model.get(looked));
        }
    }

    private List<Integer> ids(int list) {
        List<Integer> ids = new ArrayList<>();
        for (int id = lists.first(list); id != IdLists.NONE; id = lists.next(id)) {
            ids.add(id);
        }
        return ids;
    }
}
