//! What stands before every handler of a server with users.
//!
//! Of most requests the row of their endpoint and what is in memory say at once whether they may go on;
//! those go straight to the handler, and cost little more than on a server without users. What takes the
//! body of a request, or a store, is awaited.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use crate::access::{Caller, Scope};
use crate::server::App;
use crate::server::endpoint::{Access, Endpoint};
use crate::server::error::ErrorResponse;
use crate::server::extract::{MAX_JSON, parsing, query_as_content};
use crate::server::peer::Peer;
use crate::server::record::{Deed, Lines, RequestId};
use crate::server::subject::{Asked, Subject};
use crate::server::work::blocking;
use crate::web::body;

use super::gate::{Identity, caller_of};
use super::{decide, refusal};

/// Decides on the requests to an endpoint.
#[derive(Clone)]
pub(in crate::server) struct Authorise {
    app: Arc<App>,
    endpoint: &'static Endpoint,
}

/// A handler that gets the requests alone whose callers may do what they ask.
#[derive(Clone)]
pub(in crate::server) struct Authorised<S> {
    rules: Authorise,
    handler: S,
}

impl<S> Layer<S> for Authorise {
    type Service = Authorised<S>;

    fn layer(&self, handler: S) -> Authorised<S> {
        Authorised {
            rules: self.clone(),
            handler,
        }
    }
}

impl<S> Service<Request> for Authorised<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + Unpin,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answer<S::Future>;

    fn poll_ready(&mut self, context: &mut Context) -> Poll<Result<(), Infallible>> {
        self.handler.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Answer<S::Future> {
        match self.rules.at_once(request) {
            AtOnce::Allowed(request) => Answer::Handled(self.handler.call(request)),
            AtOnce::Refused(refusal) => Answer::Refused(Some(refusal)),
            AtOnce::Unknown(request, subject) => {
                let Self { rules, handler } = self.clone();
                Answer::Awaited(Box::pin(rules.answer(request, subject, handler)))
            }
        }
    }
}

/// The answer of a handler, or to a request that may not get there.
pub(in crate::server) enum Answer<F> {
    Handled(F),
    Refused(Option<Response>),
    Awaited(Pin<Box<dyn Future<Output = Response> + Send>>),
}

impl<F: Future<Output = Result<Response, Infallible>> + Unpin> Future for Answer<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Handled(handling) => Pin::new(handling).poll(context),
            Self::Refused(refusal) => {
                Poll::Ready(Ok(refusal.take().expect("it is not asked again")))
            }
            Self::Awaited(answering) => answering.as_mut().poll(context).map(Ok),
        }
    }
}

/// What is known at once of a request.
enum AtOnce {
    Allowed(Request),
    Refused(Response),
    /// Not whether it is allowed. What it is about, if that is known.
    Unknown(Request, Option<Subject>),
}

impl Authorise {
    pub(in crate::server) fn new(app: &Arc<App>, endpoint: &'static Endpoint) -> Self {
        Self {
            app: Arc::clone(app),
            endpoint,
        }
    }

    fn at_once(&self, request: Request) -> AtOnce {
        if self.endpoint.access == Access::Anyone {
            return AtOnce::Allowed(request);
        }
        if self.audit_log().is_some() {
            return AtOnce::Unknown(request, None);
        }
        let Identity::Known(caller) = Identity::of(request.extensions()) else {
            return AtOnce::Refused(refusal::not_authenticated());
        };
        match self.by_row(caller) {
            Some(Ok(())) => AtOnce::Allowed(request),
            Some(Err(refusal)) => AtOnce::Refused(refusal.into_response()),
            None => {
                let caller = caller.clone();
                self.by_subject_at_once(&caller, request)
            }
        }
    }

    /// The audit log, if it has the requests to this endpoint.
    fn audit_log(&self) -> Option<&Lines> {
        let log = self.app.settings().audit_log.as_ref();
        log.filter(|_| self.endpoint.access.changes())
    }

    /// What the row of the endpoint says of a caller, whatever the request is about; `None` where that
    /// counts.
    fn by_row(&self, caller: &Caller) -> Option<Result<(), ErrorResponse>> {
        let access = self.endpoint.access;
        if caller.scope() == Scope::Read && access.changes() {
            return Some(Err(refusal::read_only()));
        }
        if access == Access::User || caller.is_admin() {
            return Some(Ok(()));
        }
        (access == Access::Admin).then(|| Err(refusal::forbidden()))
    }

    fn by_subject_at_once(&self, caller: &Caller, request: Request) -> AtOnce {
        let (mut parts, body) = request.into_parts();
        if self.endpoint.reads_body && query_as_content(&parts).is_none() {
            return AtOnce::Unknown(Request::from_parts(parts, body), None);
        }
        let subject = match ask(self.endpoint, &mut parts, &Bytes::new()) {
            Ok(subject) => subject,
            Err(failure) => return AtOnce::Refused(failure.into_response()),
        };
        let request = Request::from_parts(parts, body);
        let asked = self.asked_by(caller);
        match asked.map(|asked| asked.is_allowed_at_once(&subject)) {
            Ok(Some(Ok(true))) => AtOnce::Allowed(request),
            Ok(Some(Ok(false))) => AtOnce::Refused(refusal::forbidden().into_response()),
            Ok(None) => AtOnce::Unknown(request, Some(subject)),
            Ok(Some(Err(failure))) | Err(failure) => AtOnce::Refused(failure.into_response()),
        }
    }

    fn asked_by<'a>(&'a self, caller: &'a Caller) -> Result<decide::Request<'a>, ErrorResponse> {
        Ok(decide::Request {
            app: &self.app,
            users: self.app.users()?,
            caller,
            access: self.endpoint.access,
        })
    }

    /// The answer to a request on which nothing is decided.
    async fn answer<S>(self, request: Request, subject: Option<Subject>, mut handler: S) -> Response
    where
        S: Service<Request, Response = Response, Error = Infallible>,
    {
        let audit_log = self.audit_log();
        let audited = audit_log.map(|lines| (lines.clone(), Witness::of(&request)));
        let mut said = None;
        let response = match self.checked(request, subject, &mut said).await {
            Ok(request) => match handler.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Err(refusal) => refusal,
        };
        if let Some((lines, witness)) = audited {
            witness.audit(&lines, self.endpoint, said.as_deref(), response.status());
        }
        response
    }

    /// The request, if its caller may do it. `said` is for the audit log: what the request is about, as
    /// far as that is asked.
    async fn checked(
        &self,
        request: Request,
        subject: Option<Subject>,
        said: &mut Option<String>,
    ) -> Result<Request, Response> {
        let Identity::Known(caller) = Identity::of(request.extensions()) else {
            return Err(refusal::not_authenticated());
        };
        let caller = caller.clone();
        let by_row = self.by_row(&caller).transpose();
        let by_row = by_row.map_err(IntoResponse::into_response)?;
        let (request, subject) = match subject {
            Some(subject) => (request, subject),
            None => read_subject(self.endpoint, request)
                .await
                .map_err(IntoResponse::into_response)?,
        };
        if self.audit_log().is_some() {
            *said = Some(subject.said());
        }
        let is_allowed = match by_row {
            Some(()) => Ok(true),
            None => self.by_subject(caller, subject).await,
        };
        match is_allowed {
            Ok(true) => Ok(request),
            Ok(false) => Err(refusal::forbidden().into_response()),
            Err(failure) => Err(failure.into_response()),
        }
    }

    async fn by_subject(&self, caller: Caller, subject: Subject) -> Result<bool, ErrorResponse> {
        if let Some(at_once) = self.asked_by(&caller)?.is_allowed_at_once(&subject) {
            return at_once;
        }
        let rules = self.clone();
        blocking(move || rules.asked_by(&caller)?.is_allowed(&subject)).await
    }
}

/// What a request is about, and the request with what was read of it.
async fn read_subject(
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
