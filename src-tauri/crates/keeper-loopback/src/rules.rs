//! Which requests are looked at (A2, A3 and A6 of the threat model).
//!
//! The way back from HubSpot is a top-level navigation with GET to exactly the
//! registered address. Whatever a page can send from elsewhere in the browser
//! (images, frames, forms, scripts, workers, prefetches) differs from it in one
//! of these points.

use keeper_core::redirect_url::LoopbackTarget;

use crate::head::Head;

/// Why a request goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stray {
    /// Not GET.
    Method,
    /// Another path, or a target that isn't a path.
    Path,
    /// Not exactly this host and port.
    Host,
    /// Not a top-level navigation.
    NotNavigation,
    /// Fetched in advance; the person may never go there.
    Prefetch,
    /// Has a body, or wants another protocol.
    Unusual,
}

impl Stray {
    /// For the log.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Path => "path",
            Self::Host => "host",
            Self::NotNavigation => "not a navigation",
            Self::Prefetch => "prefetch",
            Self::Unusual => "unusual",
        }
    }
}

/// Where a request that passed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The registered path.
    Redirect,
    /// The page that the browser was sent on to.
    Result,
}

/// Judges a head. `is_result` knows the paths of result pages.
pub(crate) fn judge(
    head: &Head,
    target: &LoopbackTarget,
    is_result: impl Fn(&str) -> bool,
) -> Result<Place, Stray> {
    check_method(head)?;
    check_host(head, target.port)?;
    check_usual(head)?;
    check_not_prefetched(head)?;
    check_navigation(head)?;
    place(head, target, is_result)
}

fn check_method(head: &Head) -> Result<(), Stray> {
    allow(head.method == "GET", Stray::Method)
}

/// Exactly one `Host`, and exactly ours: so a foreign name that was made to
/// resolve to this machine gets nowhere.
fn check_host(head: &Head, port: u16) -> Result<(), Stray> {
    let mut hosts = head.all("host");
    let (first, second) = (hosts.next(), hosts.next());
    let ours = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"));
    let fits = first.is_some_and(|host| ours.iter().any(|our| our.as_bytes() == host));
    allow(fits && second.is_none(), Stray::Host)
}

fn check_usual(head: &Head) -> Result<(), Stray> {
    let has_body = head.has("transfer-encoding") || head.all("content-length").any(|n| n != b"0");
    allow(!has_body && !head.has("upgrade"), Stray::Unusual)
}

fn check_not_prefetched(head: &Head) -> Result<(), Stray> {
    let signs = ["purpose", "x-purpose", "sec-purpose", "x-moz"];
    allow(!signs.iter().any(|name| head.has(name)), Stray::Prefetch)
}

/// Browsers that send fetch metadata must say that it is a navigation of a
/// whole tab; an `Origin` without them comes from a script or a form.
fn check_navigation(head: &Head) -> Result<(), Stray> {
    let each = |name, wanted: &[u8]| head.all(name).all(|value| value == wanted);
    let navigates = each("sec-fetch-mode", b"navigate") && each("sec-fetch-dest", b"document");
    let tells = head.has("sec-fetch-mode") && head.has("sec-fetch-dest");
    let silent = !head.has("origin") && !head.has("sec-fetch-site") && !head.has("sec-fetch-user");
    allow(navigates && (tells || silent), Stray::NotNavigation)
}

fn place(
    head: &Head,
    target: &LoopbackTarget,
    is_result: impl Fn(&str) -> bool,
) -> Result<Place, Stray> {
    let is_plain =
        head.target.starts_with('/') && head.target.bytes().all(|b| b.is_ascii_graphic());
    allow(is_plain, Stray::Path)?;
    if is_result(&head.target) {
        return Ok(Place::Result);
    }
    allow(head.path() == target.path, Stray::Path)?;
    Ok(Place::Redirect)
}

fn allow(condition: bool, otherwise: Stray) -> Result<(), Stray> {
    if condition { Ok(()) } else { Err(otherwise) }
}
