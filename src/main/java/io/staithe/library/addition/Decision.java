package io.staithe.library.addition;

import io.staithe.catalog.Ledger.Opened;
import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Slot;
import io.staithe.library.addition.Consignment.Parcel;
import io.staithe.library.addition.Judged.Arrival;
import io.staithe.library.addition.Lot.Arrived;
import io.staithe.library.task.Entries;
import io.staithe.queue.Settlement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a batch, decided task by task and file by file over the loaded state, so that later ones see what
 * earlier ones did. Lives within one transaction; not safe for threads.
 */
final class Decision {
    private final Stock stock;
    private final String root;
    private final Shelf shelf;
    private final Entries entries;
    private final List<Settlement> settlements = new ArrayList<>();
    private final List<AddReport> reports = new ArrayList<>();
    private final List<AcceptedFile> released = new ArrayList<>();
    private final Set<String> directories = new LinkedHashSet<>();

    private Decision(Opened opened, Stock stock, String root) {
        this.stock = stock;
        this.root = root;
        this.shelf = new Shelf(opened.repository().revision(), stock.members());
        this.entries = new Entries(opened);
    }

    /** Decides all of it. */
    static Decision of(Opened opened, Stock stock, List<Arrived> batch, String root) {
        Decision decision = new Decision(opened, stock, root);
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
        Optional<String> conflict = shelve(found, delivery, report);
        if (conflict.isPresent()) {
            report.differs(path, found.key(), conflict.get());
            return;
        }
        report.added(found.key());
        if (!delivery.payload().keepsFiles()) {
            release(arrival.consumed());
        }
    }

    /** Shelves it unless it is there; the SHA-256 of the bytes that are in the way, where some are. */
    private Optional<String> shelve(NewPackage found, Delivery delivery, AddReport report) {
        Optional<String> collision = stock.collision(found);
        Slot slot = found.slot();
        Optional<Member> holder = shelf.at(slot);
        if (collision.isPresent() || holder.filter(member -> member.is(found)).isPresent()) {
            return collision;
        }
        if (holder.isPresent() && !delivery.payload().replacesConflicts()) {
            return holder.map(Member::sha256);
        }
        holder.ifPresent(member -> {
            shelf.take(slot);
            report.removed(member.key());
        });
        stock.put(found, shelf);
        return Optional.empty();
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
