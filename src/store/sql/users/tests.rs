//! The users' database, with each of MLflow's schemas.

use rusqlite::Connection;
use tempfile::TempDir;

use super::super::open_users_in_sqlite;
use super::*;
use crate::entity::{EVERY, Permission, ResourceType};
use crate::error::ErrorCode;

/// The tables of the first schema, as MLflow 2.22.4 makes them.
const FIRST: &str = "
    CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(255),
        password_hash VARCHAR(255), is_admin BOOLEAN, UNIQUE (username));
    CREATE TABLE experiment_permissions (id INTEGER NOT NULL PRIMARY KEY,
        experiment_id VARCHAR(255) NOT NULL, user_id INTEGER NOT NULL, permission VARCHAR(255),
        CONSTRAINT fk_user_id FOREIGN KEY(user_id) REFERENCES users (id),
        CONSTRAINT unique_experiment_user UNIQUE (experiment_id, user_id));
    CREATE TABLE registered_model_permissions (id INTEGER NOT NULL PRIMARY KEY,
        name VARCHAR(255) NOT NULL, user_id INTEGER NOT NULL, permission VARCHAR(255),
        CONSTRAINT fk_user_id FOREIGN KEY(user_id) REFERENCES users (id),
        CONSTRAINT unique_name_user UNIQUE (name, user_id));
    CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
    INSERT INTO alembic_version VALUES ('8606fa83a998');";

fn database(tables: &str) -> (TempDir, UserDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("basic_auth.db");
    Connection::open(&path)
        .and_then(|connection| connection.execute_batch(tables))
        .unwrap();
    let users = open_users_in_sqlite(&path).unwrap();
    (folder, users)
}

fn grant(kind: ResourceType, pattern: &str, permission: Permission) -> Grant {
    Grant {
        resource_type: kind,
        pattern: pattern.to_owned(),
        permission,
    }
}

fn of(users: &UserDatabase, name: &str) -> Vec<Grant> {
    users.find_granted(name).unwrap().unwrap().grants
}

#[test]
fn a_user_has_permissions_in_every_schema() {
    for tables in ["", FIRST] {
        let (_folder, users) = database(tables);
        let ann = users.create_user("ann", "hash", false).unwrap();
        let error = users.create_user("ann", "hash", false).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceAlreadyExists);
        let edit = grant(ResourceType::Experiment, "7", Permission::Edit);
        users.grant("ann", &edit, GrantWrite::Create).unwrap();
        let again = users.grant("ann", &edit, GrantWrite::Create);
        assert_eq!(again.unwrap_err().code(), ErrorCode::ResourceAlreadyExists);
        assert_eq!(of(&users, "ann"), std::slice::from_ref(&edit));
        assert_eq!(users.direct_grants(ann.id).unwrap(), [edit]);
        let read = grant(ResourceType::Experiment, "7", Permission::Read);
        users.grant("ann", &read, GrantWrite::Update).unwrap();
        assert_eq!(of(&users, "ann"), std::slice::from_ref(&read));
        users.revoke("ann", &read).unwrap();
        assert_eq!(of(&users, "ann"), []);
        let missing = users.grant("ann", &read, GrantWrite::Update).unwrap_err();
        assert_eq!(missing.code(), ErrorCode::ResourceDoesNotExist);
        users.grant("ann", &read, GrantWrite::Set).unwrap();
        users.delete_user("ann").unwrap();
        assert!(users.find_user("ann").unwrap().is_none());
        let next = users.create_user("bob", "hash", false).unwrap();
        assert_eq!(next.id, ann.id, "SQLite gives the number again");
        assert_eq!(of(&users, "bob"), []);
    }
}

#[test]
fn permissions_follow_a_model_and_end_with_it() {
    for tables in ["", FIRST] {
        let (_folder, users) = database(tables);
        users.create_user("ann", "hash", false).unwrap();
        let kind = ResourceType::RegisteredModel;
        let old = grant(kind, "old", Permission::Manage);
        users.grant("ann", &old, GrantWrite::Create).unwrap();
        users.rename_grants_on(kind, "old", "new").unwrap();
        let has = |name: &str| {
            let about = of(&users, "ann");
            about.iter().any(|grant| grant.is_about(kind, name))
        };
        assert!(has("new") && !has("old"));
        users.delete_grants_on(kind, "new").unwrap();
        assert!(!has("new"));
    }
}

#[test]
fn roles_permit_what_their_users_do_not_have_alone() {
    let (_folder, users) = database("");
    let ann = users.create_user("ann", "hash", false).unwrap();
    let role = users
        .create_role("readers", "default", Some("all"))
        .unwrap();
    let permission = users
        .add_role_permission(role.id, ResourceType::Experiment, EVERY, Permission::Read)
        .unwrap();
    users.assign_role(ann.id, role.id).unwrap();
    let all = grant(ResourceType::Experiment, EVERY, Permission::Read);
    assert_eq!(of(&users, "ann"), [all]);
    assert_eq!(users.direct_grants(ann.id).unwrap(), []);
    let elsewhere = users.create_role("readers", "other", None).unwrap();
    users.assign_role(ann.id, elsewhere.id).unwrap();
    assert_eq!(users.roles_of(&ann).unwrap().len(), 2);
    assert_eq!(users.roles(&["other".to_owned()]).unwrap(), [elsewhere]);
    users
        .update_role_permission(permission.id, Permission::Deny)
        .unwrap();
    let renamed = users.update_role(role.id, Some("banned"), None).unwrap();
    assert_eq!(renamed.description.as_deref(), Some("all"));
    assert_eq!(renamed.permissions[0].permission, "DENY");
    users.unassign_role(ann.id, role.id).unwrap();
    assert_eq!(of(&users, "ann"), []);
    users.assign_role(ann.id, role.id).unwrap();
    users.delete_role(role.id).unwrap();
    assert_eq!(of(&users, "ann"), []);
}

#[test]
fn a_schema_from_before_roles_has_none_and_says_so() {
    let (_folder, users) = database(FIRST);
    assert_eq!(users.roles(&[]).unwrap(), []);
    let error = users.create_role("readers", "default", None).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotImplemented);
    assert!(
        error.message().contains("before there were roles"),
        "{error}"
    );
    users.create_user("ann", "hash", false).unwrap();
    let run = grant(ResourceType::Run, EVERY, Permission::Read);
    let error = users.grant("ann", &run, GrantWrite::Create).unwrap_err();
    assert!(error.message().contains("`run`"), "{error}");
}

#[test]
fn a_token_is_found_until_it_is_revoked_or_its_user_goes() {
    let (_folder, users) = database("");
    let ann = users.create_user("ann", "hash", false).unwrap();
    assert_eq!(users.tokens_of(ann.id).unwrap(), []);
    assert_eq!(users.find_token("1").unwrap(), None);
    let token = |id: &str| StoredToken {
        token_id: id.to_owned(),
        user_id: ann.id,
        password_fingerprint: "f".to_owned(),
        name: "ci".to_owned(),
        digest: "d".to_owned(),
        can_write: false,
        created_at: 5,
        expires_at: Some(9),
        last_used_at: None,
    };
    users.add_token(&token("1")).unwrap();
    users.add_token(&token("2")).unwrap();
    let found = users.find_token("1").unwrap();
    assert_eq!(found, Some((token("1"), "ann".to_owned())));
    users.touch_token("1", 7).unwrap();
    assert_eq!(users.tokens_of(ann.id).unwrap()[0].last_used_at, Some(7));
    assert!(users.delete_token(ann.id + 1, "1").is_err(), "another's");
    users.delete_token(ann.id, "1").unwrap();
    assert_eq!(users.find_token("1").unwrap(), None);
    users.delete_user("ann").unwrap();
    assert_eq!(users.find_token("2").unwrap(), None);
}
