// Draws GeoJSON: points, lines and areas by their longitudes and latitudes, without a map below them,
// which would have to come from another machine.

import { h, svg } from "../dom.js";
import * as format from "../format.js";

const WIDTH = 800;
const MOST_HEIGHT = 560;
const MARGIN = 12;
const RADIUS = 4;

/** As many shapes are drawn. */
const MOST_SHAPES = 5000;

/**
 * A shape: the rings or lines of it, or its points, each a list of longitude and latitude.
 * @typedef {{kind: "point" | "line" | "area", parts: number[][][], title: string}} Shape
 */

/**
 * The shapes of a text; undefined where it is no GeoJSON.
 * @param {string} text
 * @returns {Shape[] | undefined}
 */
export function shapesOf(text) {
  try {
    const shapes = [...shapesIn(JSON.parse(text), "")];
    return shapes.length > 0 ? shapes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The kinds of geometries, and how their coordinates become parts.
 * @type {Record<string, ["area" | "line" | "point", (coordinates: any) => any[]]>}
 */
const GEOMETRIES = {
  Point: ["point", (coordinates) => [[coordinates]]],
  MultiPoint: ["point", (coordinates) => [coordinates]],
  LineString: ["line", (coordinates) => [coordinates]],
  MultiLineString: ["line", (coordinates) => coordinates],
  Polygon: ["area", (coordinates) => coordinates],
  MultiPolygon: ["area", (coordinates) => coordinates.flat()],
};

/**
 * @param {any} value
 * @param {string} title
 * @returns {Generator<Shape>}
 */
function* shapesIn(value, title) {
  if (value?.type === "FeatureCollection")
    for (const feature of value.features) yield* shapesIn(feature, "");
  else if (value?.type === "Feature") yield* shapesIn(value.geometry, titleOf(value.properties));
  else if (value?.type === "GeometryCollection")
    for (const geometry of value.geometries) yield* shapesIn(geometry, title);
  else if (value?.type in GEOMETRIES) {
    const [kind, partsOf] = GEOMETRIES[value.type];
    const parts = partsOf(value.coordinates);
    /** @param {[any, any]} options */
    const isPlace = ([x, y]) => Number.isFinite(x) && Number.isFinite(y);
    if (parts.every((part) => part.every(isPlace))) yield { kind, parts, title };
  }
}

/** @param {Record<string, string>} properties */
function titleOf(properties) {
  const lines = Object.entries(properties ?? {}).map(([key, value]) => `${key}: ${String(value)}`);
  return lines.slice(0, 12).join("\n");
}

/** Draws shapes. @param {Shape[]} shapes */
export function mapView(shapes) {
  const shown = shapes.slice(0, MOST_SHAPES);
  const { x, y, height } = projection(shown.flatMap((shape) => shape.parts.flat()));
  /** @param {any} options */
  const at = ([longitude, latitude]) => `${x(longitude).toFixed(1)} ${y(latitude).toFixed(1)}`;
  /** @param {{kind: string, parts: any, title: string}} options */
  const node = ({ kind, parts, title }) => {
    const label = title && svg("title", {}, title);
    if (kind === "point")
      return parts
        .flat()
        .map((/** @type {any} */ [longitude, latitude]) =>
          svg(
            "circle",
            { cx: x(longitude), cy: y(latitude), r: RADIUS },
            label && svg("title", {}, title),
          ),
        );
    const path = parts.map(
      (/** @type {any} */ part) => `M${part.map(at).join("L")}${kind === "area" ? "Z" : ""}`,
    );
    return svg("path", { class: kind, d: path.join("") }, label);
  };
  const rest = shapes.length - shown.length;
  return h(
    "figure",
    { class: "map" },
    svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${height}`,
        role: "img",
        "aria-label": `${format.count(shapes.length, "shape")} by longitude and latitude`,
      },
      shown.map(node),
    ),
    h(
      "figcaption",
      { class: "faint" },
      format.count(shapes.length, "shape"),
      rest > 0 && `, of which the first ${MOST_SHAPES} are drawn`,
    ),
  );
}

/**
 * A degree of longitude is as much shorter as the middle lies north or south.
 * @param {any[]} points
 */
function projection(points) {
  const [west, east] = ends(points.map(([longitude]) => longitude));
  const [south, north] = ends(points.map(([, latitude]) => latitude));
  const squeeze = Math.max(0.1, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const [wide, high] = [(east - west) * squeeze || 1e-6, north - south || 1e-6];
  const inner = WIDTH - 2 * MARGIN;
  const scale = Math.min(inner / wide, (MOST_HEIGHT - 2 * MARGIN) / high);
  const left = (WIDTH - wide * scale) / 2;
  return {
    /** @param {number} longitude */
    x: (longitude) => left + (longitude - west) * squeeze * scale,
    /** @param {number} latitude */
    y: (latitude) => MARGIN + (north - latitude) * scale,
    height: Math.ceil(high * scale + 2 * MARGIN),
  };
}

/** @param {any[]} values */
function ends(values) {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
