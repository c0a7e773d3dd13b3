package io.staithe.library.addition;

import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Slot;
import io.staithe.library.addition.Consignment.Parcel;
import io.staithe.library.addition.Judged.Arrival;
import io.staithe.library.addition.Lot.Arrived;
import io.staithe.library.policy.Admittance;
import io.staithe.library.policy.Admittance.Admission;
import io.staithe.library.policy.Refusal;
import io.staithe.library.task.Entries;
import io.staithe.queue.Settlement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What becomes of a batch, decided task by task and file by file over the loaded state, so that later ones see what
 * earlier ones did. Lives within one transaction; not safe for threads.
 */
final class Decision {
    private final Stock stock;
    private final Admittance admittance;
    private final String root;
    private final Shelf shelf;
    private final Entries entries;
    private final List<Settlement> settlements = new ArrayList<>();
    private final List<AddReport> reports = new ArrayList<>();
    private final List<AcceptedFile> released = new ArrayList<>();
    private final Set<String> directories = new LinkedHashSet<>();

    private Decision(Place place, String root) {
        this.stock = place.stock();
        this.admittance = place.admittance();
        this.root = root;
        this.shelf = new Shelf(place.opened().repository().revision(), place.members());
        this.entries = new Entries(place.opened());
    }

    /** Decides all of it. */
    static Decision of(Place place, List<Arrived> batch, String root) {
        Decision decision = new Decision(place, root);
        batch.forEach(decision::decide);
        return decision;
    }

    private void decide(Arrived arrived) {
        Delivery delivery = arrived.delivery();
        AddReport report = new AddReport(root);
        Optional.of(delivery.missing())
                .filter(path -> !path.isEmpty())
                .map(Remark::missing)
                .ifPresent(report::remark);
        delivery.stranger().ifPresent(file -> report.unknownExtension(file.path()));
        arrived.arrivals().forEach(arrival -> decide(arrival, delivery, report));
        if (!delivery.payload().keepsFiles()) {
            release(delivery.wanted().filter(AcceptedFile::isBuildInformation).toList());
            directories.add(delivery.payload().directory());
            delivery.parcels().forEach(parcel -> releaseWhole(parcel, report));
        }
        reports.add(report);
        shelf.endTurn().ifPresent(step -> entries.add(delivery.task(), step));
        settlements.add(Settlement.succeeded(delivery.task(), report.value(), report.output()));
    }

    private void decide(Arrival arrival, Delivery delivery, AddReport report) {
        NewPackage found = arrival.found();
        String path = arrival.file().path();
        if (found == null) {
            report.unreadable(path, arrival.refusal());
            return;
        }
        if (!stock.keeps(found)) {
            report.unreadable(path, "its bytes are not kept any more, upload it again");
            return;
        }
        Optional<String> conflict = conflict(found, delivery);
        if (conflict.isPresent()) {
            report.differs(path, found.key(), conflict.get());
            return;
        }
        boolean isThere =
                shelf.at(found.slot()).filter(member -> member.is(found)).isPresent();
        if (!isThere && !shelve(arrival.file(), found, delivery, report)) {
            return;
        }
        report.added(found.key());
        if (!delivery.payload().keepsFiles()) {
            release(arrival.consumed());
        }
    }

    /** The SHA-256 of the bytes that are in the way, where some are. */
    private Optional<String> conflict(NewPackage found, Delivery delivery) {
        return stock.collision(found)
                .or(() -> delivery.payload().replacesConflicts()
                        ? Optional.empty()
                        : shelf.at(found.slot())
                                .filter(member -> !member.is(found))
                                .map(Member::sha256));
    }

    /** Shelves it, in the place of what holds it; whether it may come. */
    private boolean shelve(AcceptedFile file, NewPackage found, Delivery delivery, AddReport report) {
        Slot slot = found.slot();
        Optional<Member> holder = shelf.at(slot);
        Optional<Refusal> unsigned = delivery.unsigned(file, admittance);
        if (unsigned.isPresent()) {
            report.refused(file.path(), unsigned.get());
            return false;
        }
        Admission admission = admittance.admit(found, holder.orElse(null));
        if (admission.refusal() != null) {
            report.refused(file.path(), admission.refusal());
            return false;
        }
        holder.ifPresent(member -> {
            shelf.take(slot);
            report.removed(member.key());
        });
        stock.put(found, shelf, admission.surplus());
        admission.surplus().forEach(report::retired);
        return true;
    }

    /**
     * Where a batch is decided.
     *
     * @param admittance who lets packages in
     */
    record Place(Opened opened, Stock stock, Admittance admittance) {
        /** Everything that may have to give way. */
        List<Member> members() {
            return Stream.concat(stock.members().stream(), admittance.members().stream())
                    .toList();
        }
    }

    private void releaseWhole(Parcel parcel, AddReport report) {
        if (parcel.files().stream().noneMatch(report::failed)) {
            release(parcel.files());
            release(List.of(parcel.changes()));
        }
    }

    private void release(List<AcceptedFile> files) {
        files.forEach(file -> {
            released.add(file);
            directories.add(file.directory());
        });
    }

    Shelf shelf() {
        return shelf;
    }

    Entries entries() {
        return entries;
    }

    List<Settlement> settlements() {
        return List.copyOf(settlements);
    }

    /** What each of the deliveries tells. */
    List<AddReport> reports() {
        return List.copyOf(reports);
    }

    /** The files that go from their upload directories. */
    List<AcceptedFile> released() {
        return List.copyOf(released);
    }

    /** The upload directories that go if they are empty then. */
    Set<String> directories() {
        return Set.copyOf(directories);
    }
}
