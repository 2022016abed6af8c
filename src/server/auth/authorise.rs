//! What stands before every handler of a server with users.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::access::{Caller, Scope};
use crate::server::App;
use crate::server::endpoint::{Access, Endpoint};
use crate::server::error::ErrorResponse;
use crate::server::extract::{MAX_JSON, parsing};
use crate::server::peer::Peer;
use crate::server::record::{Deed, Lines, RequestId};
use crate::server::subject::{Asked, Subject};
use crate::web::body;

use super::gate::{Identity, caller_of};
use super::{decide, refusal};

/// Lets a request through to its handler if its caller may do what it asks.
pub(in crate::server) async fn authorise(
    State((app, endpoint)): State<(Arc<App>, &'static Endpoint)>,
    request: Request,
    next: Next,
) -> Response {
    if endpoint.access == Access::Anyone {
        return next.run(request).await;
    }
    let audited = match &app.settings().audit_log {
        Some(lines) if endpoint.access.changes() => Some((lines.clone(), Witness::of(&request))),
        _ => None,
    };
    let (response, subject) = answer(&app, endpoint, request, next).await;
    if let Some((lines, witness)) = audited {
        witness.audit(&lines, endpoint, subject.as_deref(), response.status());
    }
    response
}

/// The answer, and what the request was about as far as that was asked.
async fn answer(
    app: &Arc<App>,
    endpoint: &'static Endpoint,
    request: Request,
    next: Next,
) -> (Response, Option<String>) {
    let Identity::Known(caller) = Identity::of(request.extensions()) else {
        return (refusal::not_authenticated(), None);
    };
    let mut subject = None;
    let checked = checked(app, endpoint, caller.clone(), request, &mut subject).await;
    let response = match checked {
        Ok(request) => next.run(request).await,
        Err(failure) => failure.into_response(),
    };
    (response, subject)
}

/// What the audit log says of a request, kept while it is answered.
struct Witness {
    peer: Option<Peer>,
    id: Option<RequestId>,
    caller: Option<Caller>,
    method: Method,
    path: String,
}

impl Witness {
    fn of(request: &Request) -> Self {
        Self {
            peer: request.extensions().get().copied(),
            id: request.extensions().get().cloned(),
            caller: caller_of(request).cloned(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        }
    }

    fn audit(&self, lines: &Lines, endpoint: &Endpoint, subject: Option<&str>, status: StatusCode) {
        let deed = Deed {
            peer: self.peer,
            id: self.id.as_ref(),
            caller: self.caller.as_ref(),
            method: &self.method,
            path: &self.path,
            endpoint: endpoint.path,
            subject,
            status,
        };
        deed.audit(lines);
    }
}

/// Lets no stranger know which paths there are.
pub(in crate::server) async fn refuse_strangers(request: Request, next: Next) -> Response {
    match Identity::of(request.extensions()) {
        Identity::Known(_) => next.run(request).await,
        Identity::Stranger => refusal::not_authenticated(),
    }
}

/// The request, if its caller may do it.
async fn checked(
    app: &Arc<App>,
    endpoint: &'static Endpoint,
    caller: Caller,
    request: Request,
    said: &mut Option<String>,
) -> Result<Request, ErrorResponse> {
    if caller.scope() == Scope::Read && endpoint.access.changes() {
        return Err(refusal::read_only());
    }
    let is_audited = app.settings().audit_log.is_some() && endpoint.access.changes();
    if endpoint.access == Access::User || caller.is_admin() && !is_audited {
        return Ok(request);
    }
    if endpoint.access == Access::Admin && !caller.is_admin() {
        return Err(refusal::forbidden());
    }
    let (request, subject) = subject(endpoint, request).await?;
    if is_audited {
        *said = Some(subject.said());
    }
    if caller.is_admin() {
        return Ok(request);
    }
    if is_allowed(app, endpoint.access, caller, subject).await? {
        Ok(request)
    } else {
        Err(refusal::forbidden())
    }
}

/// What a request is about, and the request with what was read of it.
async fn subject(
    endpoint: &'static Endpoint,
    request: Request,
) -> Result<(Request, Subject), ErrorResponse> {
    let (mut parts, body) = request.into_parts();
    if !endpoint.reads_body {
        let subject = ask(endpoint, &mut parts, &Bytes::new())?;
        return Ok((Request::from_parts(parts, body), subject));
    }
    let body = body::read(body, MAX_JSON).await?;
    parsing(body.len(), move || {
        let subject = ask(endpoint, &mut parts, &body)?;
        Ok((Request::from_parts(parts, Body::from(body)), subject))
    })
    .await
}

fn ask(endpoint: &Endpoint, parts: &mut Parts, body: &Bytes) -> Result<Subject, ErrorResponse> {
    Ok((endpoint.subject)(&mut Asked { parts, body })?)
}

async fn is_allowed(
    app: &Arc<App>,
    access: Access,
    caller: Caller,
    subject: Subject,
) -> Result<bool, ErrorResponse> {
    let request = decide::Request {
        app,
        users: app.users()?,
        caller: &caller,
        access,
    };
    if request.is_quick(&subject) {
        return request.is_allowed(subject);
    }
    app.with(move |app| {
        let request = decide::Request {
            app,
            users: app.users()?,
            caller: &caller,
            access,
        };
        request.is_allowed(subject)
    })
    .await
}
