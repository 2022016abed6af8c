// The endpoints of users, roles, permissions, access tokens and sessions.

import { request } from "../api.js";

const V2 = "2.0/mlflow/";
const V3 = "3.0/mlflow/";

/** The levels of permissions, as far as one gives them to somebody. */
export const LEVELS = ["READ", "USE", "EDIT", "MANAGE", "DENY"];

/**
 * Logs in. Names and passwords travel as every other client sends them.
 * @param {string} username
 * @param {string} password
 */
export function logIn(username, password) {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  const Authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;
  return request("POST", `${V3}sessions/create`, {}, { Authorization });
}

export const sessions = {
  methods: () => request("GET", `${V3}sessions/methods`),
  end: () => request("DELETE", `${V3}sessions/end`),
};

export const users = {
  current: () => request("GET", `${V2}users/current`),
  ownPermissions: async () =>
    (await request("GET", `${V3}users/current/permissions`)).permissions ?? [],
  /** @returns {Promise<any[]>} */
  list: async () => (await request("GET", `${V2}users/list`)).users,
  /**
   * @param {string} username
   * @param {string} password
   */
  create: (username, password) => request("POST", `${V2}users/create`, { username, password }),
  /** @param {string} username */
  delete: (username) => request("DELETE", `${V2}users/delete`, { username }),
  /**
   * @param {string} username
   * @param {string} password
   * @param {string} [current]
   */
  setPassword: (username, password, current) =>
    request("PATCH", `${V2}users/update-password`, {
      username,
      password,
      current_password: current,
    }),
  /**
   * @param {string} username
   * @param {boolean} isAdmin
   */
  setAdmin: (username, isAdmin) =>
    request("PATCH", `${V2}users/update-admin`, { username, is_admin: isAdmin }),
};

export const tokens = {
  /** @returns {Promise<any[]>} */
  list: async () => (await request("GET", `${V3}tokens/list`)).tokens,
  /**
   * @param {string} name
   * @param {any} scope
   * @param {any} expires
   */
  create: (name, scope, expires) =>
    request("POST", `${V3}tokens/create`, { name, scope, expires_at: expires }),
  /** @param {string} id */
  revoke: (id) => request("DELETE", `${V3}tokens/revoke`, { token_id: id }),
};

export const roles = {
  /** @returns {Promise<any[]>} */
  list: async () =>
    (await request("GET", `${V3}roles/list`, { workspace: "default" })).roles.filter(
      (/** @type {any} */ role) => !role.name.startsWith("__user_"),
    ),
  /**
   * @param {string} name
   * @param {string} [description]
   */
  create: (name, description) =>
    request("POST", `${V3}roles/create`, { workspace: "default", name, description }),
  /** @param {string} id */
  delete: (id) => request("DELETE", `${V3}roles/delete`, { role_id: id }),
  /**
   * @param {string} id
   * @param {string} kind
   * @param {string} pattern
   * @param {string} permission
   */
  permit: (id, kind, pattern, permission) =>
    request("POST", `${V3}roles/permissions/add`, {
      role_id: id,
      resource_type: kind,
      resource_pattern: pattern,
      permission,
    }),
  /** @param {string} permission */
  forbid: (permission) =>
    request("DELETE", `${V3}roles/permissions/remove`, { role_permission_id: permission }),
  /**
   * @param {string} username
   * @param {string} id
   */
  assign: (username, id) => request("POST", `${V3}roles/assign`, { username, role_id: id }),
  /**
   * @param {string} username
   * @param {string} id
   */
  unassign: (username, id) => request("DELETE", `${V3}roles/unassign`, { username, role_id: id }),
};

export const permissions = {
  /**
   * @param {string} kind
   * @param {string} id
   * @returns {Promise<any[]>}
   */
  on: async (kind, id) =>
    (await request("GET", `${V3}permissions/list`, { resource_type: kind, resource_id: id }))
      .holders,
  /**
   * @param {string} username
   * @param {string} kind
   * @param {string} id
   * @param {string} permission
   */
  grant: (username, kind, id, permission) =>
    request("POST", `${V3}users/permissions/grant`, {
      username,
      resource_type: kind,
      resource_id: id,
      permission,
    }),
  /**
   * @param {string} username
   * @param {string} kind
   * @param {string} id
   */
  revoke: (username, kind, id) =>
    request("POST", `${V3}users/permissions/revoke`, {
      username,
      resource_type: kind,
      resource_id: id,
    }),
};

export const devices = {
  /** @param {string} code */
  get: (code) => request("GET", `${V3}devices/get`, { user_code: code }),
  /**
   * @param {string} code
   * @param {any} allow
   */
  decide: (code, allow) => request("POST", `${V3}devices/decide`, { user_code: code, allow }),
};
