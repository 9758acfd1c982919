//! The way to HubSpot, as the settings have it.

use std::path::Path;

use keeper_core::error::{Code, Problem};
use keeper_hubspot::{ExplicitProxy, Options, Proxy};
use url::Url;

use crate::views::{ProxyView, SettingsView};

/// The longest file of certificates that is read.
const CERTIFICATES_LIMIT: u64 = 4 * 1024 * 1024;

/// The client's options.
///
/// # Errors
/// [`Code::ProxyShape`], [`Code::CertificatesUnreadable`].
pub fn options(settings: &SettingsView) -> Result<Options, Problem> {
    let certificates = settings.certificates.as_deref().map(read_certificates);
    Ok(Options {
        proxy: proxy(settings)?,
        extra_certificates: certificates.transpose()?.into_iter().collect(),
        ..Options::default()
    })
}

/// Whether both settings lead to HubSpot the same way.
pub fn is_same_way(left: &SettingsView, right: &SettingsView) -> bool {
    let way = |settings: &SettingsView| {
        let SettingsView {
            proxy,
            proxy_url,
            certificates,
            ..
        } = settings.clone();
        (proxy, proxy_url, certificates)
    };
    way(left) == way(right)
}

/// A proxy's address stands in the settings, which aren't sealed: it holds no
/// credentials.
fn proxy(settings: &SettingsView) -> Result<Proxy, Problem> {
    match settings.proxy {
        ProxyView::System => Ok(Proxy::System),
        ProxyView::Direct => Ok(Proxy::Direct),
        ProxyView::Named => {
            let url = Url::parse(settings.proxy_url.trim()).map_err(|_| Code::ProxyShape)?;
            let is_plain = url.username().is_empty() && url.password().is_none();
            let is_proxy = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
            if !is_plain || !is_proxy || !url.has_host() {
                return Err(Code::ProxyShape.into());
            }
            Ok(Proxy::Explicit(ExplicitProxy::new(url)))
        }
    }
}

fn read_certificates(path: &str) -> Result<Vec<u8>, Problem> {
    let unreadable = || Problem::new(Code::CertificatesUnreadable).with("path", path);
    let facts = std::fs::metadata(Path::new(path)).map_err(|cause| unreadable().because(cause))?;
    if !facts.is_file() || facts.len() > CERTIFICATES_LIMIT {
        return Err(unreadable());
    }
    let bytes = std::fs::read(path).map_err(|cause| unreadable().because(cause))?;
    if !String::from_utf8_lossy(&bytes).contains("-----BEGIN CERTIFICATE-----") {
        return Err(unreadable());
    }
    Ok(bytes)
}
