// The endpoints of users, roles, permissions, access tokens and sessions.

import { request } from "../api.js";

const V2 = "2.0/mlflow/";
const V3 = "3.0/mlflow/";

/** The levels of permissions, as far as one gives them to somebody. */
export const LEVELS = ["READ", "USE", "EDIT", "MANAGE", "DENY"];

/** Logs in. Names and passwords travel as every other client sends them. */
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
  list: async () => (await request("GET", `${V2}users/list`)).users,
  create: (username, password) => request("POST", `${V2}users/create`, { username, password }),
  delete: (username) => request("DELETE", `${V2}users/delete`, { username }),
  setPassword: (username, password, current) =>
    request("PATCH", `${V2}users/update-password`, {
      username,
      password,
      current_password: current,
    }),
  setAdmin: (username, isAdmin) =>
    request("PATCH", `${V2}users/update-admin`, { username, is_admin: isAdmin }),
};

export const tokens = {
  list: async () => (await request("GET", `${V3}tokens/list`)).tokens,
  create: (name, scope, expires) =>
    request("POST", `${V3}tokens/create`, { name, scope, expires_at: expires }),
  revoke: (id) => request("DELETE", `${V3}tokens/revoke`, { token_id: id }),
};

export const roles = {
  list: async () =>
    (await request("GET", `${V3}roles/list`, { workspace: "default" })).roles.filter(
      (role) => !role.name.startsWith("__user_"),
    ),
  create: (name, description) =>
    request("POST", `${V3}roles/create`, { workspace: "default", name, description }),
  delete: (id) => request("DELETE", `${V3}roles/delete`, { role_id: id }),
  permit: (id, kind, pattern, permission) =>
    request("POST", `${V3}roles/permissions/add`, {
      role_id: id,
      resource_type: kind,
      resource_pattern: pattern,
      permission,
    }),
  forbid: (permission) =>
    request("DELETE", `${V3}roles/permissions/remove`, { role_permission_id: permission }),
  assign: (username, id) => request("POST", `${V3}roles/assign`, { username, role_id: id }),
  unassign: (username, id) => request("DELETE", `${V3}roles/unassign`, { username, role_id: id }),
};

export const permissions = {
  on: async (kind, id) =>
    (await request("GET", `${V3}permissions/list`, { resource_type: kind, resource_id: id }))
      .holders,
  grant: (username, kind, id, permission) =>
    request("POST", `${V3}users/permissions/grant`, {
      username,
      resource_type: kind,
      resource_id: id,
      permission,
    }),
  revoke: (username, kind, id) =>
    request("POST", `${V3}users/permissions/revoke`, {
      username,
      resource_type: kind,
      resource_id: id,
    }),
};

export const devices = {
  get: (code) => request("GET", `${V3}devices/get`, { user_code: code }),
  decide: (code, allow) => request("POST", `${V3}devices/decide`, { user_code: code, allow }),
};
