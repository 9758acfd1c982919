//! The frame of every page: the strip that says this is not the real HubSpot, the style, the policy.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use url::Url;

const STYLE: &str = include_str!("look.css");

/// The icon in the browser's tab: the hatch of the strip.
pub(crate) const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#22272E"/><path d="M3 13 13 3M3 8l5-5M8 13l5-5" stroke="#C6CCD3" stroke-width="1.2"/></svg>"##;

/// The style's hash, by which the policy knows it.
static STYLE_HASH: LazyLock<String> =
    LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE.as_bytes())));

/// A page before it is framed.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    pub(crate) wide: bool,
    pub(crate) body: Markup,
    /// A redirect URL that a form on this page may lead to.
    pub(crate) leads_to: Option<String>,
}

impl Page {
    /// A page with status 200.
    pub(crate) fn new(title: impl Into<String>, body: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.into(),
            wide: false,
            body,
            leads_to: None,
        }
    }

    /// The page as an answer.
    pub(crate) fn into_response(self) -> Response<Body> {
        let policy = policy(self.leads_to.as_deref());
        let mut response = Response::new(Body::from(self.frame().into_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let fixed = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            // "no-referrer" would make the browser send forms with `Origin: null`.
            (header::REFERRER_POLICY, "same-origin"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    fn frame(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) " · Practice HubSpot" }
                    link rel="icon" href="/favicon.svg" type="image/svg+xml";
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header.strip { b { "Practice HubSpot" } span { "Not the real HubSpot. Nothing here reaches hubspot.com." } }
                    main.wide[self.wide] { (self.body) }
                }
            }
        }
    }
}

/// Nothing but our style and icon. A form may lead to us, and on to the redirect URL: browsers hold
/// `form-action` against the redirect that follows a form, too.
fn policy(leads_to: Option<&str>) -> String {
    let onward = leads_to
        .and_then(|url| Url::parse(url).ok())
        .map(|url| format!(" {}", url.origin().ascii_serialization()))
        .unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src 'self'; form-action 'self'{onward}; \
         frame-ancestors 'none'; base-uri 'none'",
        *STYLE_HASH
    )
}

/// The square with an app's first letter; its colour goes by the app.
pub(crate) fn tile(name: &str, number: u64) -> Markup {
    let letter = name
        .chars()
        .next()
        .unwrap_or('?')
        .to_uppercase()
        .to_string();
    let class = format!("tile t{}", number % 5);
    html! { div class=(class) aria-hidden="true" { (letter) } }
}

/// A page that says what is wrong.
pub(crate) fn wrong(status: StatusCode, heading: &str, text: &str) -> Response<Body> {
    let body = html! { div.card { h1 { (heading) } p { (text) } } };
    Page {
        status,
        ..Page::new(heading, body)
    }
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_lets_a_form_lead_to_the_redirect_url_only() {
        assert!(
            policy(None).contains("form-action 'self';"),
            "{}",
            policy(None)
        );
        let policy = policy(Some("http://localhost:3917/oauth-callback?a=b"));
        assert!(
            policy.contains("form-action 'self' http://localhost:3917;"),
            "{policy}"
        );
    }
}
