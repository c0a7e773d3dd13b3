package io.staithe.pool.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PagePoolTest {
    private static final int BLOCK = 4096;

    @Test
    void pagesAreAsManyAsTheBudgetAllows() {
        PagePool pool = new PagePool(100L * PagePool.PAGE);
        pool.open();
        assertThat(shared(pool)).hasSize(50);
        assertThat(pool.takeShared()).isNull();
        assertThat(pool.takeOwn()).isNotNull();
        assertThat(pool.pagesInUse()).isEqualTo(51);
    }

    @Test
    void pagesLieWhereAFileCanBeWrittenFromThemDirectly() {
        PagePool pool = new PagePool(300L * PagePool.PAGE);
        assertThat(shared(pool)).hasSize(150).allSatisfy(page -> {
            assertThat(page.capacity()).isEqualTo(PagePool.PAGE);
            assertThat(page.alignmentOffset(0, BLOCK)).isZero();
        });
    }

    @Test
    void anUploadsShareAndItsChunksShrinkWithTheNumberOfUploadsThatShare() {
        PagePool pool = new PagePool(1200L * PagePool.PAGE);
        pool.beginSharing();
        assertThat(pool.fairPages()).isEqualTo(512);
        assertThat(pool.chunkPages()).isEqualTo(16);
        assertThat(pool.chunksPerWrite()).isEqualTo(4);
        for (int more = 0; more < 9; more++) {
            pool.beginSharing();
        }
        assertThat(pool.fairPages()).isEqualTo(60);
        assertThat(pool.chunkPages()).isEqualTo(15);
        assertThat(pool.chunksPerWrite()).isEqualTo(1);
        for (int more = 0; more < 290; more++) {
            pool.beginSharing();
        }
        assertThat(pool.fairPages()).isEqualTo(PagePool.OWN);
        assertThat(pool.chunkPages()).isEqualTo(1);
        assertThat(pool.chunksPerWrite()).isEqualTo(1);
    }

    @Test
    void whoHasNoMoreThanItsOwnPagesTakesNothingFromTheOthersShare() {
        PagePool pool = new PagePool(1200L * PagePool.PAGE);
        List<Loan> loans = IntStream.range(0, 100).mapToObj(n -> new Loan(pool)).toList();
        Chunk shared = new Chunk();
        for (Loan loan : loans) {
            loan.take();
            loan.take();
        }
        assertThat(pool.fairPages()).isEqualTo(512);
        loans.stream().limit(10).forEach(loan -> shared.add(Objects.requireNonNull(loan.take())));
        assertThat(pool.fairPages()).isEqualTo(60);
        Chunk back = new Chunk();
        back.add(shared.last());
        loans.get(0).giveBack(back);
        assertThat(pool.fairPages()).isEqualTo(66);
    }

    @Test
    void whoFindsNoSharedPageMakesTheOthersShareSmaller() {
        PagePool pool = new PagePool(8L * PagePool.PAGE);
        Loan first = new Loan(pool);
        Loan second = new Loan(pool);
        for (int page = 0; page < 6; page++) {
            assertThat(first.take()).isNotNull();
        }
        second.take();
        second.take();
        assertThat(pool.fairPages()).isEqualTo(4);
        assertThat(second.take()).isNull();
        assertThat(pool.fairPages()).isEqualTo(2);
    }

    @Test
    void aPageThatCameBackIsEmptyForTheNext() {
        PagePool pool = new PagePool(4L * PagePool.PAGE);
        pool.open();
        ByteBuffer page = pool.takeOwn().putInt(7).flip();
        pool.returnOwn(page);
        assertThat(pool.takeOwn().remaining()).isEqualTo(PagePool.PAGE);
    }

    private static List<ByteBuffer> shared(PagePool pool) {
        List<ByteBuffer> pages = new ArrayList<>();
        for (@Nullable ByteBuffer page = pool.takeShared(); page != null; page = pool.takeShared()) {
            pages.add(page);
        }
        return pages;
    }
}
