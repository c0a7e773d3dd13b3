/**
 * Clients that call a server as CI jobs do, and write down what they did and were told. Entry type:
 * {@link io.staithe.faults.calls.Job}.
 */
@org.jspecify.annotations.NullMarked
package io.staithe.faults.calls;
