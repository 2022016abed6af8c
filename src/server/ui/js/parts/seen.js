// Does work for what is on the screen only.

/**
 * Calls `act` once, when the element comes near the visible part of the page.
 * @param {Element} element
 * @param {() => void} act
 */
export function whenSeen(element, act) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: "200px" },
  );
  observer.observe(element);
  return element;
}
