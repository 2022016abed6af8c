// Downloads a folder as a zip file that is put together here, its files stored uncompressed.

import { fileBlob } from "../api.js";
import * as format from "../format.js";
import { save } from "../parts/csv.js";
import { attempt, toast } from "../parts/notice.js";
import { zip } from "./zip.js";

/** A larger folder would have to be held in memory; the command line has no such limit. */
const LARGEST = 500_000_000;

/**
 * Downloads everything below `path`.
 * @param {any} source
 * @param {string} path
 * @param {string} name
 */
export function downloadFolder(source, path, name) {
  return attempt("", async () => {
    const files = await filesBelow(source, path);
    const total = files.reduce((sum, file) => sum + Number(file.file_size ?? 0), 0);
    if (total > LARGEST) {
      throw new Error(
        `the folder holds ${format.size(total)}, more than a browser should pack; use \`mlflow artifacts download\``,
      );
    }
    toast(`Packing ${format.count(files.length, "file")}`);
    const prefix = path ? path.length + 1 : 0;
    const entries = [];
    for (const file of files) {
      const blob = await fileBlob(source.address(file.path));
      entries.push({
        name: file.path.slice(prefix),
        bytes: new Uint8Array(await blob.arrayBuffer()),
      });
    }
    save(zip(entries), `${name.toLowerCase()}.zip`, "application/zip");
  });
}

/**
 * @param {any} source
 * @param {string} path
 */
async function filesBelow(source, path) {
  const listed = (await source.list(path)).files ?? [];
  const nested = await Promise.all(
    listed.map((/** @type {any} */ file) => (file.is_dir ? filesBelow(source, file.path) : [file])),
  );
  return nested.flat();
}
