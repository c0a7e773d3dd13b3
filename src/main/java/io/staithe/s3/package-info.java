/**
 * Object stores that speak S3: the pool in a bucket, and published storages that are buckets.
 *
 * <p>May depend on: {@code fault observe pool publish}. Entry: {@code S3Pool} and {@code S3Outside}.
 */
@NullMarked
package io.staithe.s3;

import org.jspecify.annotations.NullMarked;
