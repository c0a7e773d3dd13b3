/**
 * What clients did and were told, what is found in the end, and the rules that both must agree with; knows neither
 * Staithe nor HTTP, so that other servers can be judged by it. Entry type: {@link io.staithe.faults.history.Checker}.
 */
@org.jspecify.annotations.NullMarked
package io.staithe.faults.history;
