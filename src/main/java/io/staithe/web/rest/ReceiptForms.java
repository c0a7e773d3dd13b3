package io.staithe.web.rest;

import io.staithe.catalog.LogLines;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import io.staithe.library.receipt.Receipt;
import io.staithe.library.receipt.ReceiptBook.Shown;
import io.staithe.library.receipt.ReceiptId;
import io.staithe.library.receipt.Receipts.Showing;
import io.staithe.library.receipt.Revisions.Logged;
import io.staithe.library.receipt.SignedReceipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Receipts and revisions as JSON; {@code src/docs/receipts.md} says how a client checks them. */
final class ReceiptForms {
    private ReceiptForms() {}

    static Map<String, Object> form(SignedReceipt signed) {
        Receipt receipt = signed.receipt();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", receipt.id().toString());
        form.put("repository", receipt.repository());
        form.put("package", receipt.key().toString());
        form.put("sha256", receipt.id().sha256());
        form.put("revision", receipt.id().revision());
        form.put("addedAt", receipt.at().toString());
        form.put("task", receipt.task());
        form.put("caller", receipt.caller());
        form.put("log", receipt.log());
        form.put("statement", receipt.statement());
        form.put("signature", signed.signature());
        form.put("key", signed.key());
        return form;
    }

    /** With the generations that show the package now. */
    static Map<String, Object> form(Shown shown) {
        Map<String, Object> form = form(shown.receipt());
        form.put("shownBy", shown.showings().stream().map(ReceiptForms::form).toList());
        return form;
    }

    private static Map<String, Object> form(Showing showing) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("publication", showing.publication());
        form.put("storage", showing.storage());
        form.put("prefix", showing.prefix());
        form.put("distribution", showing.distribution());
        form.put("firstGeneration", showing.first());
        form.put("lastGeneration", showing.last());
        return form;
    }

    static Map<String, Object> form(Logged logged) {
        Revision revision = logged.revision();
        Revision.Change change = revision.change();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("repository", logged.repository());
        form.put("repositoryId", change.repository().value());
        form.put("number", change.number());
        form.put("at", change.at().toString());
        form.put("atMicros", change.micros());
        form.put("task", change.task());
        form.put("caller", change.caller());
        form.put("removed", texts(LogLines.removed(change.text())));
        form.put(
                "added",
                LogLines.added(change.text()).stream()
                        .map(added -> form(change.repository(), change.number(), added))
                        .toList());
        form.put("change", change.text());
        form.put("previousHash", revision.previousHash());
        form.put("hash", revision.hash());
        return form;
    }

    private static Map<String, Object> form(RepositoryId repository, long number, LogLines.Added added) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("package", added.key().toString());
        form.put("sha256", added.sha256());
        form.put("receipt", new ReceiptId(repository, number, added.sha256()).toString());
        return form;
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
