// What is drawn, as files: a picture of any SVG node, and names for files.

/** The properties by which the page's style sheets change how an SVG node looks. */
const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "paint-order",
];

/**
 * The picture of an SVG node of the page, which then needs none of the page's style sheets.
 * @param {SVGElement} node
 */
export function svgBlob(node) {
  const copy = /** @type {SVGElement} */ (node.cloneNode(true));
  const copies = [copy, ...copy.querySelectorAll("*")];
  for (const [at, each] of [node, ...node.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(each);
    for (const name of STYLES) copies[at].setAttribute(name, style.getPropertyValue(name));
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const text = new XMLSerializer().serializeToString(copy);
  return new Blob([text], { type: "image/svg+xml" });
}

/**
 * An SVG picture as PNG, twice as large so that it can be printed.
 * @param {Blob} svg
 * @param {number} width
 * @param {number} height
 */
export async function pngBlob(svg, width, height) {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * 2, height * 2];
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser draws no pictures");
    const style = getComputedStyle(document.documentElement);
    context.fillStyle = style.getPropertyValue("--raised").trim();
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made")))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * A title as the name of a file.
 * @param {string} title
 * @param {string} ending
 */
export function fileName(title, ending) {
  const name = title.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "");
  return `${name.slice(0, 80) || "chart"}.${ending}`;
}
