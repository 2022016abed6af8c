//! A row of the table of endpoints: method, path, needed permission and handler.
//!
//! Each noun has a table of its own beside its handlers, and the router mounts them all, so that
//! the list of addresses is data.

use std::sync::Arc;

use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter};

use crate::error::Result;

use super::App;
use super::subject::{Asked, Subject};

/// One method of one path.
pub(super) struct Endpoint {
    pub(super) method: Method,
    /// Below a version of the API, or from the root on.
    pub(super) path: &'static str,
    pub(super) mount: Mount,
    pub(super) access: Access,
    /// To what the access is needed.
    pub(super) subject: fn(&mut Asked) -> Result<Subject>,
    /// Whether the body says it.
    pub(super) reads_body: bool,
    handler: fn(MethodFilter) -> MethodRouter<Arc<App>>,
}

impl Endpoint {
    pub(super) const fn new(
        method: Method,
        path: &'static str,
        mount: Mount,
        access: Access,
        (subject, reads_body): (fn(&mut Asked) -> Result<Subject>, bool),
        handler: fn(MethodFilter) -> MethodRouter<Arc<App>>,
    ) -> Self {
        Self {
            method,
            path,
            mount,
            access,
            subject,
            reads_body,
            handler,
        }
    }

    /// The handler of the method.
    pub(super) fn handler(&self) -> MethodRouter<Arc<App>> {
        let method = MethodFilter::try_from(self.method.clone());
        (self.handler)(method.expect("the tables have methods of HTTP only"))
    }
}

/// Where an endpoint is mounted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mount {
    /// Below these versions of the API, for programs and for the page.
    Api(&'static [&'static str]),
    /// Outside of the API.
    Root,
}

/// Endpoints that MLflow 1.23.1 has, too; they are also found under `preview`.
pub(super) const SINCE_1: Mount = Mount::Api(&["/2.0/preview", "/2.0"]);
/// Later endpoints that are under `2.0` all the same.
pub(super) const LATER: Mount = Mount::Api(&["/2.0"]);
/// Endpoints that are under `3.0` only.
pub(super) const OF_3: Mount = Mount::Api(&["/3.0"]);
/// Endpoints outside of the API.
pub(super) const ROOT: Mount = Mount::Root;

/// What a request needs of its user, as in MLflow 3.18 where it has users. A row names beside it by
/// which type the request says to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// None: everybody who reaches the server may send it.
    Anyone,
    /// To be a user. A search finds what the user may read; what is created belongs to the user.
    User,
    /// To read what is named: an experiment, or what belongs to one.
    Read,
    /// To create what is named.
    Create,
    /// To change what is named.
    Update,
    /// To delete or restore what is named.
    Delete,
    /// To decide on what others may do with what is named.
    Manage,
    /// To be an administrator.
    Admin,
}

impl Access {
    /// Whether a request that needs it changes something. Searches and looks do not.
    pub(super) fn changes(self) -> bool {
        !matches!(self, Self::Anyone | Self::User | Self::Read)
    }
}

/// Makes the table of a noun's endpoints: method, path, mount and access, then the handler. Behind the
/// access stands to what: the type by which the request says it.
macro_rules! endpoints {
    ($(
        $method:ident $path:literal $mount:ident $access:ident$(($names:ty))? => $handler:path;
    )*) => {
        pub(in crate::server) const ENDPOINTS: &[crate::server::endpoint::Endpoint] = &[$(
            crate::server::endpoint::Endpoint::new(
                axum::http::Method::$method,
                $path,
                crate::server::endpoint::$mount,
                crate::server::endpoint::Access::$access,
                crate::server::endpoint::subject_of!($($names)?),
                |method| axum::routing::on(method, $handler),
            ),
        )*];
    };
}

/// How a request says what it is about.
macro_rules! subject_of {
    () => {
        crate::server::endpoint::subject_of!(crate::server::subject::NoSubject)
    };
    ($names:ty) => {
        (
            <$names as crate::server::subject::Names>::subject,
            <$names as crate::server::subject::Names>::READS_BODY,
        )
    };
}

pub(super) use {endpoints, subject_of};
