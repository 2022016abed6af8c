// The menu that groups runs by a parameter or a tag.

import { menu } from "../parts/menu.js";

/**
 * @param {object} options
 * @param {() => string[]} options.keys those of all columns that there are
 * @param {() => string} options.current the key by which runs are grouped; "" for none
 * @param {(key: string) => void} options.choose
 */
export function groupMenu({ keys, current, choose }) {
  const able = () => keys().filter((key) => /^(params|tags)\./.test(key));
  const actions = () => [
    able().length === 0 && { label: "No parameters or tags yet", icon: "group", disabled: true },
    current() !== "" && { label: "No groups", icon: "close", act: () => choose("") },
    ...able().map((key) => ({
      label: key,
      icon: key === current() ? "check" : "group",
      act: () => choose(key),
    })),
  ];
  return menu({
    label: "Group",
    iconName: "group",
    title: "Group by a parameter or tag",
    actions,
  });
}
