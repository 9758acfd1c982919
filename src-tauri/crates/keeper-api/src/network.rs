//! The way to HubSpot, as the settings have it.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keeper_core::error::{Code, Problem};
use keeper_core::secret::SecretSetting;
use keeper_hubspot::{Authority, ExplicitProxy, Options, Proxy};
use url::Url;

use crate::views::{ProxyView, SettingsView};

/// The longest file of certificates that is read.
const CERTIFICATES_LIMIT: u64 = 4 * 1024 * 1024;

/// The client's options. `sealed` is the URL of a proxy with its credentials:
/// they go to no other proxy.
///
/// # Errors
/// [`Code::ProxyShape`].
pub fn options(
    settings: &SettingsView,
    sealed: Option<&SecretSetting>,
    authorities: Vec<Authority>,
) -> Result<Options, Problem> {
    Ok(Options {
        proxy: proxy(settings, sealed)?,
        authorities,
        ..Options::default()
    })
}

fn proxy(settings: &SettingsView, sealed: Option<&SecretSetting>) -> Result<Proxy, Problem> {
    match settings.proxy {
        ProxyView::System => Ok(Proxy::System),
        ProxyView::Direct => Ok(Proxy::Direct),
        ProxyView::Named => {
            let url = parse(&settings.proxy_url)?;
            let sealed = sealed.map(SecretSetting::expose);
            let its = sealed.filter(|sealed| is_same_proxy(sealed, url.as_str()));
            let url = its.unwrap_or(url.as_str());
            Ok(Proxy::Explicit(ExplicitProxy::new(url)))
        }
    }
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

/// Whether both URLs name one proxy, whatever their credentials.
pub fn is_same_proxy(left: &str, right: &str) -> bool {
    let place = |url: &str| {
        let url = parse(url).ok()?;
        let host = url.host_str()?.to_owned();
        Some((url.scheme().to_owned(), host, url.port()))
    };
    place(left).is_some_and(|left| place(right) == Some(left))
}

/// Takes the credentials out of the proxy's address: settings aren't sealed.
///
/// # Errors
/// [`Code::ProxyShape`].
pub fn without_credentials(
    settings: SettingsView,
) -> Result<(SettingsView, Option<SecretSetting>), Problem> {
    let typed = settings.proxy_url.trim();
    if typed.is_empty() && settings.proxy != ProxyView::Named {
        return Ok((settings, None));
    }
    let mut url = parse(typed)?;
    if url.username().is_empty() && url.password().is_none() {
        return Ok((settings, None));
    }
    let sealed = SecretSetting::new(url.as_str());
    put_credentials(&mut url, "", None)?;
    let proxy_url = url.as_str().trim_end_matches('/').to_owned();
    let settings = SettingsView {
        proxy_url,
        ..settings
    };
    Ok((settings, Some(sealed)))
}

/// The URL of a proxy with its credentials.
///
/// # Errors
/// [`Code::ProxyShape`].
pub fn with_credentials(
    proxy_url: &str,
    user: &str,
    password: &SecretSetting,
) -> Result<SecretSetting, Problem> {
    let mut url = parse(proxy_url)?;
    let password = Some(password.expose()).filter(|password| !password.is_empty());
    put_credentials(&mut url, user, password)?;
    Ok(SecretSetting::new(url))
}

fn put_credentials(url: &mut Url, user: &str, password: Option<&str>) -> Result<(), Problem> {
    let put = url.set_username(user).and(url.set_password(password));
    put.map_err(|()| Code::ProxyShape.into())
}

/// The cause is left out: it may quote a password.
fn parse(proxy_url: &str) -> Result<Url, Problem> {
    let url = Url::parse(proxy_url.trim()).map_err(|_| Code::ProxyShape)?;
    let is_proxy = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
    if !is_proxy || !url.has_host() {
        return Err(Code::ProxyShape.into());
    }
    Ok(url)
}

/// Reads the certificates in a file that a person chose.
///
/// # Errors
/// [`Code::CertificatesUnreadable`].
pub fn read_certificates(path: &Path) -> Result<Vec<Authority>, Problem> {
    let about = |problem: Problem| problem.with("path", path.display().to_string());
    let unreadable = |cause| about(Problem::new(Code::CertificatesUnreadable).because(cause));
    let facts = std::fs::metadata(path).map_err(unreadable)?;
    if !facts.is_file() || facts.len() > CERTIFICATES_LIMIT {
        return Err(about(Code::CertificatesUnreadable.into()));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Authority::read_pem(&bytes).map_err(about)
}

/// Certificates as the data directory keeps them: a JSON list, without
/// whatever else was in their file.
pub fn to_kept(authorities: &[Authority]) -> Result<String, Problem> {
    let encoded = authorities.iter().map(|it| STANDARD.encode(it.der()));
    serde_json::to_string(&encoded.collect::<Vec<_>>())
        .map_err(|cause| Problem::new(Code::Internal).because(cause))
}

/// What [`to_kept`] wrote.
///
/// # Errors
/// [`Code::CertificatesUnreadable`].
pub fn from_kept(text: &str) -> Result<Vec<Authority>, Problem> {
    let unreadable = |cause: String| Problem::new(Code::CertificatesUnreadable).because(cause);
    let encoded: Vec<String> =
        serde_json::from_str(text).map_err(|cause| unreadable(cause.to_string()))?;
    let read = |it: String| {
        let der = STANDARD.decode(it);
        Authority::from_der(der.map_err(|cause| unreadable(cause.to_string()))?)
    };
    encoded.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(proxy_url: &str) -> SettingsView {
        SettingsView {
            proxy: ProxyView::Named,
            proxy_url: proxy_url.to_owned(),
            ..SettingsView::default()
        }
    }

    #[test]
    fn a13_credentials_leave_the_address_before_it_is_kept() {
        for (typed, kept) in [
            (
                "http://maya:pw@proxy.example:3128",
                "http://proxy.example:3128",
            ),
            (
                "socks5://maya:p%40w@proxy.example:1080",
                "socks5://proxy.example:1080",
            ),
            ("https://maya@proxy.example", "https://proxy.example"),
        ] {
            let (settings, sealed) = without_credentials(named(typed)).unwrap();
            assert_eq!(settings.proxy_url, kept);
            assert!(is_same_proxy(sealed.unwrap().expose(), kept), "{typed}");
        }
        let plain = named("http://proxy.example:3128");
        let (settings, sealed) = without_credentials(plain.clone()).unwrap();
        assert!(settings == plain && sealed.is_none());
        let hidden = SettingsView {
            proxy: ProxyView::Direct,
            ..named("maya:pw@proxy.example")
        };
        let refused = without_credentials(hidden).unwrap_err();
        assert_eq!(refused.code, Code::ProxyShape, "nothing else is kept");
    }

    #[test]
    fn credentials_go_to_their_own_proxy_alone() {
        let its = SecretSetting::new("http://maya:pw@proxy.example:3128/");
        let way = |url: &str| proxy(&named(url), Some(&its)).unwrap();
        let with = |url: &str| Proxy::Explicit(ExplicitProxy::new(url));
        assert_eq!(way("http://proxy.example:3128"), with(its.expose()));
        for other in [
            "http://proxy.example:3129",
            "https://proxy.example:3128",
            "http://elsewhere.example:3128",
        ] {
            assert_eq!(way(other), with(&format!("{other}/")));
        }
    }

    #[test]
    fn what_a_url_cannot_hold_is_encoded() {
        let password = SecretSetting::new("p@ss:w/rd");
        let made = with_credentials("http://proxy.example:3128", "a b", &password).unwrap();
        assert_eq!(
            made.expose(),
            "http://a%20b:p%40ss%3Aw%2Frd@proxy.example:3128/"
        );
    }
}
