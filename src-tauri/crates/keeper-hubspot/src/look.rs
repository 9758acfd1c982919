//! A look at HubSpot without any secret: whether it answers, what time it says
//! it is, and whether it has a version of its calls.

use std::time::SystemTime;

use keeper_core::app::ApiVersion;
use keeper_core::{Code, Problem};
use reqwest::header::DATE;

use crate::endpoint::Endpoint;
use crate::over_http::OverHttp;
use crate::transport;

/// What a look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The HTTP status: 401 where the version is there, 404 where it isn't.
    pub http_status: u16,
    /// What time HubSpot says it is.
    pub date: Option<SystemTime>,
}

impl OverHttp {
    /// Asks for account information without a token, the usual way, and reads
    /// nothing but the head of the answer.
    ///
    /// # Errors
    /// [`Code::HubSpotNameUnknown`], [`Code::HubSpotCertificateRefused`],
    /// [`Code::ProxyCredentialsRefused`], [`Code::HubSpotTimeout`],
    /// [`Code::HubSpotUnreachable`]; why nobody is called.
    pub async fn look(&self, version: ApiVersion) -> Result<Look, Problem> {
        let url = self.url_of(Endpoint::AccountDetails, version);
        let host = url.host_str().unwrap_or_default().to_owned();
        let answer = self.transport()?.client().get(url).send().await;
        let answer = answer.map_err(|error| unseen(error, &host))?;
        let date = answer.headers().get(DATE);
        let date = date.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        Ok(Look {
            http_status: answer.status().as_u16(),
            date,
        })
    }
}

/// The libraries below tell these apart by their words alone.
fn unseen(error: reqwest::Error, host: &str) -> Problem {
    let is_late = error.is_timeout() && !error.is_connect();
    let cause = transport::cause(error);
    let code = if cause.contains("dns error") {
        Code::HubSpotNameUnknown
    } else if cause.contains("certificate") {
        Code::HubSpotCertificateRefused
    } else if transport::is_refused_by_proxy(&cause) {
        Code::ProxyCredentialsRefused
    } else if is_late {
        Code::HubSpotTimeout
    } else {
        Code::HubSpotUnreachable
    };
    Problem::new(code).with("host", host).because(cause)
}
