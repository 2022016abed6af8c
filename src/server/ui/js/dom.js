// Builds the page's nodes. Text always becomes a text node, so that nothing a user logged is ever
// read as markup; nothing in this page uses innerHTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element: `h("a", {href, class: "x", onclick: f}, "text", child)`.
 * `false`, `null` and `undefined` leave an attribute or a child out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Makes an SVG element, in the manner of `h`.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * @param {any} element
 * @param {Record<string, any> | undefined} attributes
 * @param {any[]} children
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) setAttribute(element, name, value);
  element.append(together(children));
  return element;
}

/**
 * A call takes some ten thousand arguments at most, and a long text has more parts.
 * @param {any[]} children
 */
function together(children) {
  const fragment = document.createDocumentFragment();
  for (const child of children.flat(Infinity)) if (isShown(child)) fragment.append(child);
  return fragment;
}

/** @param {any} child */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/**
 * @param {any} element
 * @param {string} name
 * @param {any} value
 */
function setAttribute(element, name, value) {
  if (!isShown(value)) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "style") setStyle(element, value);
  else if (name === "value" || name === "checked") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/**
 * A `style` attribute is what the Content-Security-Policy forbids; the object is not.
 * @param {any} element
 * @param {Record<string, string>} properties
 */
function setStyle(element, properties) {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
}

/**
 * Replaces what an element holds.
 * @param {any} element
 * @param {...any} children
 */
export function show(element, ...children) {
  element.replaceChildren(together(children));
  return element;
}

/**
 * Calls `act` once after `delay` milliseconds without another call.
 * @param {number} delay
 * @param {(...values: any[]) => void} act
 */
export function debounce(delay, act) {
  let timer = 0;
  return (/** @type {any[]} */ ...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), delay);
  };
}

/**
 * Calls `act` at most once a frame.
 * @param {() => void} act
 */
export function oncePerFrame(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}
