package io.staithe.wiring.web;

import io.staithe.catalog.CatalogFault;
import io.staithe.deb.DebFault;
import io.staithe.deb.container.ContainerFault;
import io.staithe.fault.FaultCode;
import io.staithe.intake.IntakeFault;
import io.staithe.openpgp.OpenPgpFault;
import io.staithe.pool.PoolFault;
import io.staithe.postgres.SchemaFault;
import io.staithe.postgres.SqlFault;
import io.staithe.publish.PublishFault;
import io.staithe.queue.QueueFault;
import io.staithe.web.WebFault;
import java.util.List;
import java.util.stream.Stream;

/** Every fault that a client can meet. A test holds it against the class path. */
final class FaultCatalogue {
    private FaultCatalogue() {}

    static List<FaultCode> all() {
        return Stream.<FaultCode[]>of(
                        CatalogFault.values(),
                        ContainerFault.values(),
                        DebFault.values(),
                        IntakeFault.values(),
                        OpenPgpFault.values(),
                        PoolFault.values(),
                        PublishFault.values(),
                        SchemaFault.values(),
                        SqlFault.values(),
                        QueueFault.values(),
                        WebFault.values())
                .flatMap(Stream::of)
                .toList();
    }
}
