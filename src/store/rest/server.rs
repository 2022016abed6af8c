//! The server's endpoints, by name.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::Method;

use crate::api::{self, Empty, ServerInfo};
use crate::config::HttpSettings;
use crate::error::{Error, Result};
use crate::http::{Address, Client, HttpAnswer, Request};

/// Where most endpoints are.
const API: &str = "/api/2.0/mlflow";
/// Where the endpoints are that only MLflow 3 has.
const API_3: &str = "/api/3.0/mlflow";
/// Where 3.17.2 has the endpoints that it made for its own page.
const PAGE_API: &str = "/ajax-api/2.0/mlflow";
const SERVER_INFO: &str = "/api/3.0/mlflow/server-info";

/// A tracking server.
pub(super) struct RestServer {
    address: Address,
    client: Client,
}

impl RestServer {
    pub(super) fn new(tracking_uri: &str, settings: &HttpSettings) -> Result<Self> {
        let address = Address::parse(tracking_uri)?;
        let client = Client::new(&address, settings)?;
        Ok(Self { address, client })
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Asks with a query.
    pub(super) fn get<Q: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        query: &Q,
    ) -> Result<A> {
        self.asked(API, endpoint, query)?.json()
    }

    /// Asks an endpoint of version 3 of the API with a query.
    pub(super) fn get_3<Q: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        query: &Q,
    ) -> Result<A> {
        self.asked(API_3, endpoint, query)?.json()
    }

    /// Sends a body to an endpoint of version 3 of the API.
    pub(super) fn post_3<B: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        body: &B,
    ) -> Result<A> {
        self.sent(&Method::POST, API_3, endpoint, body)?.json()
    }

    /// Has something deleted, by an endpoint of version 3 of the API, that a body names.
    pub(super) fn delete_named_3<B: Serialize>(&self, endpoint: &str, body: &B) -> Result<()> {
        self.sent(&Method::DELETE, API_3, endpoint, body)?.done()
    }

    /// Asks an endpoint of the server's page with a query.
    pub(super) fn get_of_page<Q: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        query: &Q,
    ) -> Result<A> {
        self.asked(PAGE_API, endpoint, query)?.json()
    }

    fn asked<Q: Serialize>(&self, api: &str, endpoint: &str, query: &Q) -> Result<HttpAnswer> {
        let query = api::to_query(query)?;
        let separator = if query.is_empty() { "" } else { "?" };
        let path = format!("{api}/{endpoint}{separator}{query}");
        self.client.send(&Request::get(self.address.join(&path)))
    }

    /// Sends a body and reads the answer.
    pub(super) fn post<B: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        body: &B,
    ) -> Result<A> {
        self.sent(&Method::POST, API, endpoint, body)?.json()
    }

    /// Sends a body whose answer has no content.
    pub(super) fn tell<B: Serialize>(&self, endpoint: &str, body: &B) -> Result<()> {
        self.post(endpoint, body).map(|Empty {}| ())
    }

    /// Sends a body to an endpoint of the server's page.
    pub(super) fn post_to_page<B: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        body: &B,
    ) -> Result<A> {
        self.sent(&Method::POST, PAGE_API, endpoint, body)?.json()
    }

    /// Sends a body to an endpoint that not every server has; `None` if the server does not have it.
    pub(super) fn post_if_known<B: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        body: &B,
    ) -> Result<Option<A>> {
        let answer = self.sent(&Method::POST, API, endpoint, body)?;
        if answer.is_unknown_endpoint() {
            return Ok(None);
        }
        answer.json().map(Some)
    }

    /// Sends a change and reads the answer.
    pub(super) fn patch<B: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: &str,
        body: &B,
    ) -> Result<A> {
        self.sent(&Method::PATCH, API, endpoint, body)?.json()
    }

    /// Sends a `DELETE` request.
    pub(super) fn delete(&self, endpoint: &str) -> Result<()> {
        let url = self.address.join(&format!("{API}/{endpoint}"));
        let request = Request {
            method: Method::DELETE,
            ..Request::get(url)
        };
        self.client.send(&request)?.done()
    }

    /// Has something deleted that a body names.
    pub(super) fn delete_named<B: Serialize>(&self, endpoint: &str, body: &B) -> Result<()> {
        self.sent(&Method::DELETE, API, endpoint, body)?.done()
    }

    fn sent<B: Serialize>(
        &self,
        method: &Method,
        api: &str,
        endpoint: &str,
        body: &B,
    ) -> Result<HttpAnswer> {
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::internal("cannot write a request").caused_by(error))?;
        let url = self.address.join(&format!("{api}/{endpoint}"));
        self.client.send(&Request::json(method.clone(), url, body))
    }

    /// The server's version, requested once without retries.
    pub(super) fn about(&self) -> Result<String> {
        let ask = |path| {
            self.client
                .send_once(&Request::get(self.address.join(path)))
        };
        ask("/health")?.done()?;
        let version = ask("/version").and_then(|answer| answer.text());
        let info = ask(SERVER_INFO).and_then(|answer| answer.json::<ServerInfo>());
        let version = match version {
            Ok(version) => format!("version {version}"),
            Err(_) => "of unknown version".to_owned(),
        };
        Ok(match info.map(|info| info.store_type) {
            Ok(Some(kind)) => format!("{version}, on a {kind}"),
            _ => version,
        })
    }
}

/// An id or key as a part of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
