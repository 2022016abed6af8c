// Runs inside the sandbox in which an HTML file is shown (`frame.html`): takes the file's text from
// the page around it, and becomes that file. What the file may do is the policy of this frame,
// which has an origin of its own and so reaches neither the page nor the server's API.

/** For a file whose reader has not asked for its scripts: its own looks, and nothing else. */
const STILL =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:";

addEventListener(
  "message",
  ({ data, source }) => {
    if (source !== parent) return;
    // A policy in the text is added to that of the frame; the first mark in it, it holds for all.
    const policy = data.scripts
      ? ""
      : `<meta http-equiv="Content-Security-Policy" content="${STILL}">`;
    document.open();
    document.write(`<!doctype html>${policy}${data.text}`);
    document.close();
  },
  { once: true },
);
