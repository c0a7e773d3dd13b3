package io.staithe.library.inclusion;

import io.staithe.deb.upload.Changes;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.trust.TrustedKeys;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may upload what, as configured: the first rule decides that fits repository and source. Without rules every
 * trusted key may upload everything; with rules, what none of them fits is refused.
 */
public final class UploadRules {
    private static final String ANYBODY = "*";

    private final List<Rule> rules;

    private UploadRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Rules, each one a text {@code REPOSITORY SOURCE: KEY KEY}: globs of {@code *} and {@code ?}, then fingerprints or
     * key ids, {@code *} for every trusted key; none for nobody.
     */
    public static UploadRules of(List<String> texts) {
        return new UploadRules(texts.stream().map(Rule::of).toList());
    }

    /** Refuses signers that may not upload this into this repository. */
    void check(String repository, Changes changes, List<String> signers) {
        if (rules.isEmpty()) {
            return;
        }
        boolean allowed = rules.stream()
                .filter(rule -> rule.fits(repository, changes.source()))
                .findFirst()
                .filter(rule -> rule.allows(signers))
                .isPresent();
        if (!allowed) {
            throw new Refused(
                    InclusionFault.NOT_AN_UPLOADER,
                    "no rule allows " + (signers.isEmpty() ? "unsigned files" : String.join(", ", signers))
                            + " to upload '" + Fault.bounded(changes.source()) + "' into '" + Fault.bounded(repository)
                            + "'");
        }
    }

    private record Rule(Pattern repository, Pattern source, List<String> keys) {
        static Rule of(String text) {
            int colon = text.indexOf(':');
            String[] globs = text.substring(0, Math.max(0, colon)).strip().split("\\s+");
            if (colon < 0 || globs.length != 2) {
                throw new IllegalArgumentException(
                        "staithe.include.uploaders has '" + text + "', a rule must be 'REPOSITORY SOURCE: KEY KEY'");
            }
            List<String> keys = Stream.of(text.substring(colon + 1).strip().split("\\s+"))
                    .filter(key -> !key.isEmpty())
                    .toList();
            return new Rule(glob(globs[0]), glob(globs[1]), keys);
        }

        private static Pattern glob(String glob) {
            return Pattern.compile(glob.chars()
                    .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining()));
        }

        boolean fits(String name, String sourceName) {
            return repository.matcher(name).matches()
                    && source.matcher(sourceName).matches();
        }

        boolean allows(List<String> signers) {
            return keys.contains(ANYBODY)
                    || signers.stream()
                            .anyMatch(signer -> keys.stream().anyMatch(key -> TrustedKeys.isNamed(signer, key)));
        }
    }
}
