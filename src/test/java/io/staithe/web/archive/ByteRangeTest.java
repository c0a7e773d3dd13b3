package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-,0,100",
        "bytes=40-,40,60",
        "bytes=40-49,40,10",
        "bytes=40-400,40,60",
        "bytes=-30,70,30",
        "bytes=-300,0,100",
        "bytes=99-,99,1",
        "bytes=7-7,7,1"
    })
    void singleRangesAreCutToTheFile(String header, long first, long length) {
        assertThat(ByteRange.parse(header, 100)).contains(new ByteRange(first, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=500-600", "bytes=-0"})
    void rangesBehindTheEndAreEmpty(String header) {
        assertThat(ByteRange.parse(header, 100))
                .hasValueSatisfying(range -> assertThat(range.length()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1-2,5-6", "lines=1-2", "bytes=", "bytes=a-b", "bytes=9-3", "bytes=--1", "1-2"})
    void whatIsNoSingleRangeIsIgnored(String header) {
        assertThat(ByteRange.parse(header, 100)).isEmpty();
    }

    @Test
    void absurdRangesAreIgnored() {
        String thousands = "bytes=" + "0-0,".repeat(7_000) + "1-1";
        for (String header :
                List.of(thousands, "bytes=0-99,50-", "bytes=0-9999999999999999999", "bytes=-9999999999999999999")) {
            assertThat(ByteRange.parse(header, 100)).isEmpty();
        }
    }

    @Test
    void contentRangeNamesFirstLastAndSize() {
        assertThat(new ByteRange(40, 10).contentRange(100)).isEqualTo("bytes 40-49/100");
    }
}
