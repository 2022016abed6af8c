//! The users of a server, their roles, permissions and access tokens.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::{
    AddRolePermission, AssignRole, BeginDevice, CreateRole, CreateToken, CreateUser,
    CurrentUserResponse, DeviceByCode, DeviceCodesResponse, DeviceTokenResponse, Empty,
    GrantPermission, ListRoles, ListedUser, NewTokenResponse, PermissionOfUser,
    PermissionsResponse, RoleById, RoleMessage, RolePermissionById, RolePermissionMessage,
    RolePermissionResponse, RoleResponse, RolesResponse, TokenById, TokenMessage, TokensResponse,
    UpdateAdmin, UpdatePassword, UserByName, UserMessage, UserResponse, UsersResponse,
};
use crate::config::HttpSettings;
use crate::error::Result;

use super::server::RestServer;

/// The users of a server. Making it asks nothing yet.
pub struct RestUsers {
    server: RestServer,
}

impl RestUsers {
    /// Those of the server at this address.
    pub fn open(tracking_uri: &str, settings: HttpSettings) -> Result<Self> {
        let server = RestServer::new(tracking_uri, &settings.to_read()?)?;
        Ok(Self { server })
    }

    /// Who logs in with the credentials of this process.
    pub fn current(&self) -> Result<CurrentUserResponse> {
        self.server.get("users/current", &Empty {})
    }

    /// All users.
    pub fn list(&self) -> Result<Vec<ListedUser>> {
        let answer: UsersResponse = self.server.get("users/list", &Empty {})?;
        Ok(answer.users)
    }

    /// Adds a user.
    pub fn create(&self, user: &CreateUser) -> Result<UserMessage> {
        let answer: UserResponse = self.server.post("users/create", user)?;
        Ok(answer.user)
    }

    /// Deletes a user.
    pub fn delete(&self, username: &str) -> Result<()> {
        let username = username.to_owned();
        self.server
            .delete_named("users/delete", &UserByName { username })
    }

    /// Gives a user another password.
    pub fn update_password(&self, update: &UpdatePassword) -> Result<()> {
        let _: Empty = self.server.patch("users/update-password", update)?;
        Ok(())
    }

    /// Makes a user an administrator, or takes that away.
    pub fn update_admin(&self, update: &UpdateAdmin) -> Result<()> {
        let _: Empty = self.server.patch("users/update-admin", update)?;
        Ok(())
    }

    /// What a user is permitted; the caller where none is named.
    pub fn permissions(&self, username: Option<&str>) -> Result<PermissionsResponse> {
        match username {
            None => self.get_3("users/current/permissions", &Empty {}),
            Some(name) => {
                let username = name.to_owned();
                self.get_3("users/permissions/list", &UserByName { username })
            }
        }
    }

    /// Gives a user a permission.
    pub fn grant(&self, grant: &GrantPermission) -> Result<()> {
        let _: Empty = self.server.post_3("users/permissions/grant", grant)?;
        Ok(())
    }

    /// Takes a permission from a user.
    pub fn revoke(&self, grant: &PermissionOfUser) -> Result<()> {
        let _: Empty = self.server.post_3("users/permissions/revoke", grant)?;
        Ok(())
    }

    /// The roles of a workspace; of all where none is named.
    pub fn roles(&self, workspace: Option<&str>) -> Result<Vec<RoleMessage>> {
        let workspace = workspace.map(str::to_owned).into_iter().collect();
        let answer: RolesResponse = self.get_3("roles/list", &ListRoles { workspace })?;
        Ok(answer.roles)
    }

    /// Adds a role.
    pub fn create_role(&self, role: &CreateRole) -> Result<RoleMessage> {
        let answer: RoleResponse = self.server.post_3("roles/create", role)?;
        Ok(answer.role)
    }

    /// Deletes a role.
    pub fn delete_role(&self, role_id: i64) -> Result<()> {
        self.server
            .delete_named_3("roles/delete", &RoleById { role_id })
    }

    /// Gives a role a permission.
    pub fn add_role_permission(&self, add: &AddRolePermission) -> Result<RolePermissionMessage> {
        let answer: RolePermissionResponse = self.server.post_3("roles/permissions/add", add)?;
        Ok(answer.role_permission)
    }

    /// Takes a permission from its role.
    pub fn remove_role_permission(&self, role_permission_id: i64) -> Result<()> {
        let named = RolePermissionById { role_permission_id };
        self.server
            .delete_named_3("roles/permissions/remove", &named)
    }

    /// Gives a user a role.
    pub fn assign_role(&self, assign: &AssignRole) -> Result<()> {
        let _: serde_json::Value = self.server.post_3("roles/assign", assign)?;
        Ok(())
    }

    /// Takes a role from a user.
    pub fn unassign_role(&self, assign: &AssignRole) -> Result<()> {
        self.server.delete_named_3("roles/unassign", assign)
    }

    /// Begins the log-in of this program by way of the server's page.
    pub fn begin_device(&self, begin: &BeginDevice) -> Result<DeviceCodesResponse> {
        self.server.post_3("devices/begin", begin)
    }

    /// How far that log-in is.
    pub fn device_token(&self, device_code: &str) -> Result<DeviceTokenResponse> {
        let device_code = device_code.to_owned();
        self.server
            .post_3("devices/token", &DeviceByCode { device_code })
    }

    /// Makes an access token of the caller.
    pub fn create_token(&self, create: &CreateToken) -> Result<NewTokenResponse> {
        self.server.post_3("tokens/create", create)
    }

    /// The access tokens of the caller.
    pub fn tokens(&self) -> Result<Vec<TokenMessage>> {
        let answer: TokensResponse = self.get_3("tokens/list", &Empty {})?;
        Ok(answer.tokens)
    }

    /// Ends an access token of the caller.
    pub fn revoke_token(&self, token_id: &str) -> Result<()> {
        let token_id = token_id.to_owned();
        self.server
            .delete_named_3("tokens/revoke", &TokenById { token_id })
    }

    fn get_3<Q: Serialize, A: DeserializeOwned>(&self, endpoint: &str, query: &Q) -> Result<A> {
        self.server.get_3(endpoint, query)
    }
}
