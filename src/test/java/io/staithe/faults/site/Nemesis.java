package io.staithe.faults.site;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets one fault happen after the other, in an order that a seed decides; each comes once before any comes again. */
public final class Nemesis {
    private static final int MAX_CALM_MILLIS = 1_500;

    private final Map<String, Integer> strikes = new TreeMap<>();
    private final List<Fault> faults;
    private final Random random;

    /** Of these faults, those that can happen here. */
    public Nemesis(List<Fault> faults, long seed) {
        this.faults =
                faults.stream().filter(fault -> fault.obstacle().isEmpty()).toList();
        this.random = new Random(seed);
    }

    /** Goes on while there is time. Blocks; afterwards everything is healed. */
    public void work(BooleanSupplier goesOn) throws Exception {
        List<Fault> turn = new ArrayList<>();
        while (goesOn.getAsBoolean()) {
            if (turn.isEmpty()) {
                turn.addAll(faults);
                Collections.shuffle(turn, random);
            }
            Fault next = turn.remove(0);
            next.strike(random);
            strikes.merge(next.name(), 1, Integer::sum);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_CALM_MILLIS)));
        }
    }

    /** Which faults cannot happen here, and why. */
    public static Map<String, String> obstacles(List<Fault> faults) {
        Map<String, String> obstacles = new TreeMap<>();
        faults.stream()
                .filter(fault -> !fault.obstacle().isEmpty())
                .forEach(fault -> obstacles.put(fault.name(), fault.obstacle()));
        return obstacles;
    }

    /** How often each fault happened. */
    public Map<String, Integer> strikes() {
        return strikes;
    }
}
