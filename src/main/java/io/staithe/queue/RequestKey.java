package io.staithe.queue;

import reactor.util.context.Context;

/**
 * The key by which a caller may repeat a call: what the call is accepted as, it is accepted as once.
 *
 * @param caller whose key it is; keys of different callers are different
 * @param key what the caller chose
 * @param fingerprint SHA-256 over the call, lower-case hexadecimal: another call must not bear the key
 */
public record RequestKey(String caller, String key, String fingerprint) {
    /** A context in which acceptance knows the key. */
    public Context in(Context context) {
        return context.put(RequestKey.class, this);
    }

    /** A context for tasks that follow from the call, which have no key. */
    public static Context out(Context context) {
        return context.delete(RequestKey.class);
    }
}
