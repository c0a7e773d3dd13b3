package io.staithe.library.addition;

import io.staithe.deb.PackageKey;
import io.staithe.library.policy.Refusal;
import io.staithe.library.task.TaskJson;
import java.util.ArrayList;
import java.util.List;

/** What one addition tells, in aptly's words, as it is decided file by file. Not safe for threads. */
final class AddReport {
    private final String root;
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> failedFiles = new ArrayList<>();
    private final List<AdditionValue.Conflict> conflicts = new ArrayList<>();
    private final List<AdditionValue.Denial> refusals = new ArrayList<>();

    /** An empty report that shows this root before upload directories. */
    AddReport(String root) {
        this.root = root;
    }

    void added(PackageKey key) {
        added.add(name(key) + " added");
    }

    void removed(PackageKey key) {
        removed.add(name(key) + " removed due to conflict with package being added");
    }

    /** Other bytes have the identity of a package: those of this SHA-256. */
    void differs(String path, PackageKey key, String present) {
        warnings.add("Unable to add package: package already exists and is different: " + name(key));
        failedFiles.add(path);
        conflicts.add(new AdditionValue.Conflict(path, name(key), present));
    }

    /** A member goes, since newer ones are enough. */
    void retired(PackageKey key) {
        removed.add(name(key) + " removed due to policy 'retention'");
    }

    /** The repository's policies do not let a package in. */
    void refused(String path, Refusal refusal) {
        warnings.add("Unable to add package: " + refusal.message());
        failedFiles.add(path);
        refusals.add(new AdditionValue.Denial(path, refusal.code(), refusal.message()));
    }

    void unreadable(String path, String why) {
        warnings.add("Unable to read file " + shown(path) + ": " + why);
        failedFiles.add(path);
    }

    /** A warning in words of its own about a file that failed. */
    void remark(Remark remark) {
        warnings.add(remark.warning().apply(shown(remark.path())));
        failedFiles.add(remark.path());
    }

    /** Whether a file failed. */
    boolean failed(AcceptedFile file) {
        return failedFiles.contains(file.path());
    }

    /** Everything that another report tells, after what this one tells. */
    void append(AddReport other) {
        added.addAll(other.added);
        removed.addAll(other.removed);
        warnings.addAll(other.warnings);
        failedFiles.addAll(other.failedFiles);
        conflicts.addAll(other.conflicts);
        refusals.addAll(other.refusals);
    }

    void unknownExtension(String path) {
        warnings.add("Unknown file extension: " + shown(path));
        failedFiles.add(path);
    }

    /** What came of it. */
    AdditionValue told() {
        return new AdditionValue(added, removed, warnings, failedFiles, conflicts, refusals);
    }

    /** The value of the task. */
    String value() {
        return TaskJson.write(told());
    }

    /** The lines that the task tells. */
    String output() {
        StringBuilder text = new StringBuilder();
        line(text, "Added", added);
        line(text, "Removed", removed);
        line(text, "Warnings", warnings);
        line(text, "Failed files", failedFiles.stream().map(this::shown).toList());
        return text.toString();
    }

    private static void line(StringBuilder text, String title, List<String> items) {
        if (!items.isEmpty()) {
            text.append(title).append(": ").append(String.join(", ", items)).append('\n');
        }
    }

    private String shown(String path) {
        return root + "/" + path;
    }

    private static String name(PackageKey key) {
        return key.name() + "_" + key.version() + "_" + key.architecture();
    }
}
