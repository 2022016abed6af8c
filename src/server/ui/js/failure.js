// Reads what a `catch` has caught, which may be anything.

/**
 * Whether a request was given up by the page itself: then there is nothing to tell.
 * @param {unknown} caught
 */
export function isAborted(caught) {
  return caught instanceof Error && caught.name === "AbortError";
}

/**
 * What has failed, for people.
 * @param {unknown} caught
 */
export function messageOf(caught) {
  return caught instanceof Error ? caught.message : String(caught);
}

/**
 * Whether the server said that what was asked for is not there.
 * @param {unknown} caught
 */
export function isMissing(caught) {
  return caught instanceof Error && "isMissing" in caught && caught.isMissing === true;
}

/**
 * Whether the server does not know who asks.
 * @param {unknown} caught
 */
export function isUnknown(caught) {
  return caught instanceof Error && "status" in caught && caught.status === 401;
}
