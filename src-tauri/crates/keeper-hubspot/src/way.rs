//! Which proxy the calls take, and who named it.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::options::Proxy;
use crate::target::HUBSPOT_API;

/// The variables that name a proxy for `https`, as curl takes them.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The proxy that calls to HubSpot take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyInForce {
    /// Scheme, host and port, without credentials.
    pub address: String,
    /// Who named it.
    pub source: ProxySource,
}

/// Who named a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxySource {
    /// A person, in Settings.
    Settings,
    /// This environment variable.
    Environment(&'static str),
    /// The operating system's settings.
    System,
}

/// The proxy that calls to HubSpot take; none when they go there directly.
#[must_use]
pub fn proxy_in_force(proxy: &Proxy) -> Option<ProxyInForce> {
    match proxy {
        Proxy::Direct => None,
        Proxy::Explicit(proxy) => Some(ProxyInForce {
            address: address(proxy.url())?,
            source: ProxySource::Settings,
        }),
        Proxy::System => of_system(),
    }
}

/// Scheme, host and port of a proxy's URL.
fn address(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let port = url.port().map(|port| format!(":{port}"));
    let (host, port) = (url.host_str()?, port.unwrap_or_default());
    Some(format!("{}://{host}{port}", url.scheme()))
}

/// As the client takes it: the environment goes before the system's settings.
fn of_system() -> Option<ProxyInForce> {
    let found = intercepted(&Matcher::from_system())?;
    let source = match intercepted(&Matcher::from_env()) {
        Some(_) => ProxySource::Environment(variable()),
        None => ProxySource::System,
    };
    Some(ProxyInForce {
        address: address(&found)?,
        source,
    })
}

fn intercepted(matcher: &Matcher) -> Option<String> {
    let found = matcher.intercept(&HUBSPOT_API.parse().ok()?)?;
    Some(found.uri().to_string())
}

/// The first one that holds a proxy's address.
fn variable() -> &'static str {
    let names_one = |name: &&str| {
        let value = std::env::var(name).unwrap_or_default();
        intercepted(&Matcher::builder().all(value).build()).is_some()
    };
    VARIABLES
        .into_iter()
        .find(names_one)
        .unwrap_or(VARIABLES[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ExplicitProxy;

    #[test]
    fn a13_a_proxy_is_told_without_its_credentials() {
        let url = "http://maya:CANARY@proxy.example:3128/path";
        let proxy = Proxy::Explicit(ExplicitProxy::new(url));
        let told = proxy_in_force(&proxy).unwrap();
        assert_eq!(told.address, "http://proxy.example:3128");
        assert_eq!(told.source, ProxySource::Settings);
        assert_eq!(proxy_in_force(&Proxy::Direct), None);
    }
}
