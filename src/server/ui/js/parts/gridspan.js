// Where the columns of a grid lie, and which of them are on the screen. No nodes here.

/** Columns are drawn in blocks, so that a small scroll draws nothing. */
const BLOCK = 4;

/** A range of the columns that are not pinned. */
export class Span {
  constructor(first = -1, last = -1) {
    this.first = first;
    this.last = last;
  }

  /** @param {any} other */
  equals(other) {
    return this.first === other.first && this.last === other.last;
  }
}

/**
 * Lays columns out: the pinned ones first, then the others, each with its distance from the left.
 * @param {{width: number, pinned: boolean}[]} columns
 */
export function spans(columns) {
  const indexes = columns.map((_, index) => index);
  const pinned = indexes.filter((index) => columns[index].pinned);
  const loose = indexes.filter((index) => !columns[index].pinned);
  const pinnedWidth = pinned.reduce((sum, index) => sum + columns[index].width, 0);
  /** @type {number[]} */
  const left = [];
  let edge = pinnedWidth;
  for (const index of loose) {
    left[index] = edge;
    edge += columns[index].width;
  }
  /**
   * @param {number} from
   * @param {number} width
   */
  const visible = (from, width) =>
    visibleSpan(columns, loose, left, from + pinnedWidth, from + width);
  return { pinned, loose, left, pinnedWidth, width: edge, visible };
}

/**
 * @param {{width: number, pinned: boolean}[]} columns
 * @param {number[]} loose
 * @param {number[]} left
 * @param {number} from
 * @param {number} to
 */
function visibleSpan(columns, loose, left, from, to) {
  let first = 0;
  while (first < loose.length && left[loose[first]] + columns[loose[first]].width <= from)
    first += 1;
  let last = first;
  while (last < loose.length && left[loose[last]] < to) last += 1;
  const start = Math.max(0, Math.floor(first / BLOCK) * BLOCK - BLOCK);
  const end = Math.min(loose.length, Math.ceil(last / BLOCK) * BLOCK + BLOCK);
  return new Span(start, end);
}
