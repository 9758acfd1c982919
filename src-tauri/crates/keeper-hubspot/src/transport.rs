//! One request there and one bounded answer back.

use std::time::{Duration, SystemTime};

use keeper_core::needs::{CallFailure, RateLimit, Receipt};
use keeper_core::{Code, Problem};
use reqwest::header::HeaderMap;
use reqwest::{ClientBuilder, Request, Response, redirect};
use tracing::Span;
use zeroize::Zeroizing;

use crate::options::{Options, Proxy};
use crate::outcome::{self, Answer, Call, ErrorBody};
use crate::target::{self, Target};
use crate::trust;

const USER_AGENT: &str = concat!("Portalkeeper/", env!("CARGO_PKG_VERSION"));
/// How long a connection is kept for the next call. Short, so that no code goes
/// out on one that the other side is just closing.
const IDLE: Duration = Duration::from_secs(20);
/// The longest cause that is told.
const CAUSE_LIMIT: usize = 300;

/// HubSpot's answer, whole. Its body is a secret and has no `Debug`.
pub(crate) struct Reply {
    pub http_status: u16,
    pub headers: HeaderMap,
    pub body: Zeroizing<Vec<u8>>,
}

impl Reply {
    /// This answer as a failure of `call`.
    pub(crate) fn failure(&self, call: Call) -> CallFailure {
        let answer = Answer {
            http_status: self.http_status,
            headers: &self.headers,
            body: &self.body,
            now: SystemTime::now(),
        };
        outcome::decide(call, answer)
    }

    /// An answer that says yes in a way that can't be read.
    pub(crate) fn unexpected(&self, call: Call, cause: &str) -> CallFailure {
        let correlation_id = self.receipt().correlation_id;
        let code = match self.is_json() || correlation_id.is_some() {
            true => Code::AnswerUnexpected,
            false => Code::AnswerIntercepted,
        };
        let mut failure = outcome::later(call, code, cause);
        failure.problem = failure.problem.with("http_status", self.http_status);
        failure.correlation_id = correlation_id;
        failure
    }

    pub(crate) fn is_json(&self) -> bool {
        outcome::is_json(&self.headers)
    }

    /// Fails unless the status is 2xx.
    pub(crate) fn successful(self, call: Call) -> Result<Self, CallFailure> {
        match self.http_status {
            200..=299 => Ok(self),
            _ => Err(self.failure(call)),
        }
    }

    /// What may be told of it.
    pub(crate) fn receipt(&self) -> Receipt {
        Receipt {
            http_status: self.http_status,
            correlation_id: outcome::correlation_id(&self.headers, &ErrorBody::parse(&self.body)),
            rate_limit: rate_limit(&self.headers),
        }
    }
}

/// The way to HubSpot; copies share one client.
#[derive(Clone)]
pub(crate) struct Transport {
    client: reqwest::Client,
    body_limit: usize,
}

impl Transport {
    /// # Errors
    /// [`Code::ArgumentsInvalid`] for a proxy that can't be read;
    /// [`Code::Internal`] when TLS can't be set up.
    pub(crate) fn build(target: &Target, options: &Options) -> Result<Self, Problem> {
        Ok(Self {
            client: trusting_client(target.is_loopback(), options)?,
            body_limit: options.body_limit,
        })
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends `request` and reads the answer, whatever its status.
    pub(crate) async fn send(&self, call: Call, request: Request) -> Result<Reply, CallFailure> {
        let response = match self.client.execute(request).await {
            Ok(response) => response,
            Err(error) => return Err(unanswered(call, error)),
        };
        let reply = self.read(call, response).await?;
        note(&reply);
        Ok(reply)
    }

    async fn read(&self, call: Call, mut response: Response) -> Result<Reply, CallFailure> {
        let http_status = response.status().as_u16();
        Span::current().record("http_status", http_status);
        let mut body = Zeroizing::new(Vec::new());
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| unanswered(call, error))?
        {
            if body.len() + piece.len() > self.body_limit {
                return Err(too_long(call, http_status));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Reply {
            http_status,
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }
}

/// A client for one look at somebody's page.
///
/// # Errors
/// As [`Transport::build`].
pub(crate) fn for_page(url: &str, options: &Options) -> Result<reqwest::Client, Problem> {
    let is_loopback = url::Url::parse(url).is_ok_and(|url| target::is_loopback(&url));
    trusting_client(is_loopback, options)
}

/// # Errors
/// As [`Transport::build`].
pub(crate) fn check(options: &Options) -> Result<(), Problem> {
    trusting_client(false, options).map(drop)
}

/// A stand-in on this machine has no certificate that the system knows, and a
/// machine without certificates can still practise.
fn trusting_client(is_loopback: bool, options: &Options) -> Result<reqwest::Client, Problem> {
    // Another part of the program may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let plain = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(options.connect_deadline)
        .timeout(options.call_deadline)
        .pool_idle_timeout(IDLE);
    let proxied = proxied(plain, is_loopback, options)?;
    let trusting = match is_loopback {
        true => trust::only(proxied, &options.authorities)?,
        false => trust::besides_system(proxied, &options.authorities)?,
    };
    trusting
        .build()
        .map_err(|error| Problem::new(Code::Internal).because(cause(error)))
}

/// What is left of the rolling limit. The daily headers aren't sent for OAuth
/// apps, and the secondly ones are deprecated (HubSpot's usage guidelines).
fn rate_limit(headers: &HeaderMap) -> Option<RateLimit> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
    let interval = number("x-hubspot-ratelimit-interval-milliseconds")?;
    Some(RateLimit {
        max: number("x-hubspot-ratelimit-max")?,
        remaining: number("x-hubspot-ratelimit-remaining")?,
        interval: Duration::from_millis(interval.into()),
    })
}

fn note(reply: &Reply) {
    if let Some(id) = reply.receipt().correlation_id {
        Span::current().record("correlation_id", id);
    }
}

fn proxied(
    builder: ClientBuilder,
    is_loopback: bool,
    options: &Options,
) -> Result<ClientBuilder, Problem> {
    match &options.proxy {
        _ if is_loopback => Ok(builder.no_proxy()),
        Proxy::System => Ok(builder),
        Proxy::Direct => Ok(builder.no_proxy()),
        Proxy::Explicit(proxy) => match reqwest::Proxy::all(proxy.url()) {
            Ok(proxy) => Ok(builder.no_proxy().proxy(proxy)),
            // Its cause may quote the URL, and with it a password.
            Err(_) => Err(unusable("the proxy's address can't be read")),
        },
    }
}

fn unusable(cause: &str) -> Problem {
    Problem::new(Code::ArgumentsInvalid).because(cause)
}

fn too_long(call: Call, http_status: u16) -> CallFailure {
    let mut failure = outcome::later(call, Code::AnswerUnexpected, "the answer is too long");
    failure.problem = failure.problem.with("http_status", http_status);
    failure
}

/// A call without an answer, or with half of one.
fn unanswered(call: Call, error: reqwest::Error) -> CallFailure {
    let is_late = error.is_timeout() && !error.is_connect();
    let cause = cause(error);
    let code = if is_late {
        Code::HubSpotTimeout
    } else if is_refused_by_proxy(&cause) {
        Code::ProxyCredentialsRefused
    } else {
        Code::HubSpotUnreachable
    };
    outcome::later(call, code, &cause)
}

/// The libraries below tell it by these words alone.
pub(crate) fn is_refused_by_proxy(cause: &str) -> bool {
    cause.contains("proxy authorization required")
}

/// The chain of causes, without the URL.
pub(crate) fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut told = error.to_string();
    let mut next = std::error::Error::source(&error);
    while let Some(source) = next {
        told.push_str(": ");
        told.push_str(&source.to_string());
        next = source.source();
    }
    told.chars().take(CAUSE_LIMIT).collect()
}
