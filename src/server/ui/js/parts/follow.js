// Asks again and again what has changed, for pages that stay open.

/** Asking takes at most this part of the time: a server with much to read is asked less often. */
const SHARE = 10;

/**
 * Calls `act` every `interval` milliseconds from now on, while the page is seen; one that comes to
 * be seen again asks at once. What fails is tried again at the next time.
 * @param {() => unknown} act a promise that it answers is waited for
 * @param {number} interval
 * @returns {() => void} what ends it
 */
export function follow(act, interval) {
  /** @type {number | undefined} */
  let timer;
  let isOver = false;
  let isAsking = false;

  /** @param {number} delay */
  const wait = (delay) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(ask, delay);
  };

  const ask = async () => {
    if (document.hidden || isAsking || isOver) return;
    const start = performance.now();
    isAsking = true;
    try {
      await act();
    } catch {
      // The next time may be a better one.
    }
    isAsking = false;
    wait(Math.max(interval, (performance.now() - start) * SHARE));
  };

  document.addEventListener("visibilitychange", ask);
  wait(interval);
  return () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", ask);
  };
}
