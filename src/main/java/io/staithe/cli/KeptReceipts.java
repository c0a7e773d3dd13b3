package io.staithe.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** Receipts that a client kept: JSON objects, one after the other. */
final class KeptReceipts {
    private static final JsonMapper JSON = new JsonMapper();

    private KeptReceipts() {}

    static List<Receipt> read(List<Path> files) throws IOException {
        List<Receipt> receipts = new ArrayList<>();
        for (Path file : files) {
            try (MappingIterator<JsonNode> objects =
                    JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
                objects.forEachRemaining(object -> receipts.add(Receipt.of(object)));
            } catch (JacksonException broken) {
                throw new IOException(file + " is no JSON of receipts: " + broken.getOriginalMessage(), broken);
            }
        }
        return receipts;
    }
}
