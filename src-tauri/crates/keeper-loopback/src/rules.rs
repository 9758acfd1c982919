//! Which requests are looked at (A2, A3 and A6 of the threat model).
//!
//! The way back from HubSpot is a top-level navigation with GET to exactly the
//! registered address. Whatever a page can send from elsewhere in the browser
//! (images, frames, forms, scripts, workers, prefetches) differs from it in one
//! of these points. A service worker that was left on the port by another
//! project passes a navigation on with an empty destination; no script can set
//! the mode of a navigation.

use keeper_core::needs::HitRefusal;
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

    /// What the flow is told; nothing of another path.
    pub(crate) fn refusal(self) -> Option<HitRefusal> {
        match self {
            Self::Method => Some(HitRefusal::Method),
            Self::Path => None,
            Self::Host => Some(HitRefusal::Host),
            Self::NotNavigation => Some(HitRefusal::NotNavigation),
            Self::Prefetch => Some(HitRefusal::Prefetch),
            Self::Unusual => Some(HitRefusal::Unusual),
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
    check_navigation(head, has_state(head) || is_result(&head.target))?;
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
/// whole tab; an `Origin` without them comes from a script or a form. A service
/// worker's empty destination is taken where the target `knows_secret`.
fn check_navigation(head: &Head, knows_secret: bool) -> Result<(), Stray> {
    let each = |name, wanted: &[u8]| head.all(name).all(|value| value == wanted);
    let reaches_tab = each("sec-fetch-dest", b"document")
        || (head.has("sec-fetch-mode") && each("sec-fetch-dest", b"empty") && knows_secret);
    let navigates = each("sec-fetch-mode", b"navigate") && reaches_tab;
    let tells = head.has("sec-fetch-mode") && head.has("sec-fetch-dest");
    let silent = !head.has("origin") && !head.has("sec-fetch-site") && !head.has("sec-fetch-user");
    allow(navigates && (tells || silent), Stray::NotNavigation)
}

/// Whether the query names a state, which the flow compares next. An armed flow
/// refuses every answer that has one.
fn has_state(head: &Head) -> bool {
    let query = head.target.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "state")
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
