// Writes a zip file with its entries stored as they are. The format: PKWARE's APPNOTE, 4.3.

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

const UTF8_NAMES = 0x0800;
const VERSION = 20;
const FIRST_DAY = 0x21; // 1 January 1980: the files' own times are not known.

/** @param {Uint8Array<ArrayBuffer>} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * Packs numbers of two or four bytes, little end first: `[[value, size], …]`.
 * @param {number[][]} fields
 */
function record(fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += size;
  }
  return bytes;
}

/**
 * The fields that the header of a file and its entry in the directory share.
 * @param {{bytes: Uint8Array<ArrayBuffer>}} entry
 * @param {Uint8Array<ArrayBuffer>} name
 * @param {number} crc
 */
function common({ bytes }, name, crc) {
  return [
    [VERSION, 2],
    [UTF8_NAMES, 2],
    [0, 2],
    [0, 2],
    [FIRST_DAY, 2],
    [crc, 4],
    [bytes.length, 4],
    [bytes.length, 4],
    [name.length, 2],
    [0, 2],
  ];
}

/** @param {{name: string, bytes: Uint8Array<ArrayBuffer>}[]} entries @returns {Blob} */
export function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.name);
    const shared = common(entry, name, crc32(entry.bytes));
    const header = record([[0x04034b50, 4], ...shared]);
    parts.push(header, name, entry.bytes);
    directory.push(
      record([
        [0x02014b50, 4],
        [VERSION, 2],
        ...shared,
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [offset, 4],
      ]),
      name,
    );
    offset += header.length + name.length + entry.bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [entries.length, 2],
    [entries.length, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  ]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
