/** The causes for which the door turns a request away, as far as there are words for them. */
const known = [
  "greeting", "preflight", "method_not_allowed", "no_such_suffix", "gone", "rate_limited", "too_large", "body_timeout", "too_many_headers",
  "headers_too_large", "both_lengths", "two_lengths", "overloaded", "storage_full", "stopping", "json_expected",
] as const;

export function isKnownCause(cause: string): cause is (typeof known)[number] {
  return (known as readonly string[]).includes(cause);
}
