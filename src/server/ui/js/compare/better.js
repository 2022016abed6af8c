// Which of several values of a metric is the best: the least or the greatest. Names tell it of most
// metrics; a reader may say otherwise, and the page remembers.

import { load, save } from "../storage.js";

/** Parts of names, as words, of which less is better, and of which more is. */
const LESS =
  /(^|[^a-z])(loss|losses|err|error|errors|mse|rmse|mae|mape|msle|rmsle|perplexity|ppl|wer|cer|fid|divergence|latency|duration|fpr|fnr|brier|bpc|nll|regret|time)([^a-z]|$)/;
const MORE =
  /(^|[^a-z])(acc|accuracy|auc|roc|pr|f1|precision|recall|score|r2|bleu|rouge|rougel|iou|miou|dice|map|ndcg|mrr|reward|return|throughput|tpr|specificity|sensitivity|psnr|ssim|gain)([^a-z]|$)/;

/** @typedef {"less" | "more" | "neither"} Better */

/**
 * What is better of this metric.
 * @param {string} key
 * @returns {Better}
 */
export function betterOf(key) {
  const chosen = load(`better ${key}`);
  if (chosen === "less" || chosen === "more" || chosen === "neither") return chosen;
  // Words may be parted by capitals, as in `valLoss`, and numbers end them.
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase();
  if (LESS.test(words)) return "less";
  return MORE.test(words) ? "more" : "neither";
}

/**
 * Remembers the next of what may be better.
 * @param {string} key
 */
export function changeBetter(key) {
  const next = { less: "more", more: "neither", neither: "less" };
  save(`better ${key}`, next[betterOf(key)]);
}

/**
 * Which of these values are the best, by their positions: none where all are alike, or nothing is
 * better.
 * @param {(number | undefined)[]} values
 * @param {Better} better
 */
export function bestOf(values, better) {
  const numbers = values.flatMap((value) =>
    value === undefined || Number.isNaN(value) ? [] : [value],
  );
  if (better === "neither" || new Set(numbers).size < 2) return new Set();
  const best = better === "less" ? Math.min(...numbers) : Math.max(...numbers);
  return new Set(values.flatMap((value, index) => (value === best ? index : [])));
}
