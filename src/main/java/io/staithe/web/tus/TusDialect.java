package io.staithe.web.tus;

import io.staithe.fault.Category;
import io.staithe.intake.session.SessionFault;
import io.staithe.pool.PoolFault;
import io.staithe.web.Dialect;
import io.staithe.web.Problem;
import io.staithe.web.rest.RestDialect;
import java.util.Map;
import org.springframework.http.HttpMethod;

/**
 * Failures of uploads that come in pieces: problem details with the statuses that clients of tus 1.0 know. A conflict
 * that sending again does not mend is {@code 422}, because they repeat what is answered with {@code 409}.
 */
public final class TusDialect implements Dialect {
    private static final Map<String, Integer> STATUSES = Map.of(
            SessionFault.SESSION_BUSY.slug(), 423,
            SessionFault.OTHER_OFFSET.slug(), 409,
            SessionFault.SESSION_MOVED.slug(), 409,
            PoolFault.CHECKSUM_MISMATCH.slug(), 460,
            TusFault.WRONG_PIECE_TYPE.slug(), 415);

    private static final int FINAL_CONFLICT = 422;

    private final RestDialect rest = new RestDialect();

    @Override
    public boolean speaks(String path) {
        return path.equals(TusRoutes.ROOT) || path.startsWith(TusRoutes.ROOT + "/");
    }

    @Override
    public Rendering render(Problem problem, HttpMethod method, String path) {
        Integer status = STATUSES.get(problem.slug());
        if (status == null && problem.category() == Category.CONFLICT) {
            status = FINAL_CONFLICT;
        }
        return status == null ? rest.render(problem, method, path) : rest.render(problem, path, status);
    }
}
