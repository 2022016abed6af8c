// Writes conditions of MLflow's filter language for texts that may hold any character.

/**
 * A text in the quotes that it does not hold.
 * @param {string} text
 */
export function quotedText(text) {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/**
 * A condition that what `key` names is `text`. Only a text with both kinds of quotes cannot be
 * written: it becomes a pattern, which may fit others, too.
 * @param {string} key
 * @param {string} text
 */
export function equals(key, text) {
  if (!text.includes("'") || !text.includes('"')) return `${key} = ${quotedText(text)}`;
  return `${key} LIKE '${pattern(text)}'`;
}

/**
 * A key as the filter language writes it: in backticks where it is not a plain word.
 * @param {string} name
 */
export function quoted(name) {
  if (/^[A-Za-z_]\w*$/.test(name)) return name;
  return name.includes("`") ? `"${name}"` : `\`${name}\``;
}

/**
 * A condition that what `key` names holds `text`, in any case. See `holds`.
 * @param {string} key
 * @param {string} text
 */
export function contains(key, text) {
  return `${key} ILIKE '%${pattern(text)}%'`;
}

/**
 * Whether `value` holds `text`, in any case. A pattern of `contains` fits more, since `_` and `%`
 * mean any characters in it.
 * @param {string} value
 * @param {string} text
 */
export function holds(value, text) {
  return value.toLowerCase().includes(text.toLowerCase());
}

/**
 * A quote ends a text in the language, so that another sign has to stand for it.
 * @param {string} text
 */
function pattern(text) {
  return text.replaceAll("'", "_");
}
