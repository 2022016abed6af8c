// What the bar offers to who has logged in: the own account, users and roles, and the sign-out.

import { h, show } from "../dom.js";
import { isUnknown, messageOf } from "../failure.js";
import { menu } from "../parts/menu.js";
import { toast } from "../parts/notice.js";
import { go, link } from "../router.js";
import { sessions, users } from "./api.js";

/**
 * Puts the menu into the bar, once it is known who has logged in.
 * @param {any} bar
 */
export async function showAccountMenu(bar) {
  const place = h("span", { class: "account-menu" });
  bar.append(place);
  try {
    const { user } = await users.current();
    const actions = [
      { label: "Account and tokens", icon: "user", act: () => go(link.account()) },
      user.is_admin && { label: "Users and roles", icon: "group", act: () => go(link.admin()) },
      { label: "Sign out", icon: "arrow-right", act: signOut },
    ];
    const { username } = user;
    const title = `Account of ${username}`;
    show(place, menu({ iconName: "user", label: username, title, kind: "plain", actions }));
  } catch (error) {
    toast(messageOf(error), true);
  }
}

async function signOut() {
  try {
    await sessions.end();
  } catch (error) {
    // A session that is over has nothing to end.
    if (!isUnknown(error)) {
      toast(messageOf(error), true);
      return;
    }
  }
  location.reload();
}
