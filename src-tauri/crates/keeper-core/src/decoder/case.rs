//! One question, with what was read from it.

use url::Url;

use super::reading::Reading;
use super::redirects;
use super::scopes::ScopeFaults;
use super::{LENGTH_LIMIT, Question};
use crate::app::{self, AppDraft};
use crate::error::Code;
use crate::oauth::link::{Link, is_authorize_path};
use crate::oauth::pasted;
use crate::scope::AppScopes;

/// An authorization URL that was opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) url: Url,
    pub(super) link: Link,
}

impl Opened {
    fn new(url: Url) -> Self {
        Self {
            link: Link::read_strictly(&url),
            url,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.url.query_pairs().any(|(key, _)| key == name)
    }

    /// The account that it pins.
    pub(super) fn hub_id(&self) -> Option<i64> {
        let mut parts = self.url.path_segments()?;
        parts.nth(1)?.parse().ok()
    }
}

/// A text, and the link in it. One without a scheme is read as if it had one,
/// so that its parameters aren't taken for what the text says.
fn read(text: &str) -> (Reading, Option<Url>) {
    let reading = Reading::new(text);
    if let Some(link) = reading.links.first().cloned() {
        return (reading, Some(link));
    }
    let found = pasted::authorization_url(text).filter(|found| is_authorize_path(&found.url));
    let Some(found) = found else {
        return (reading, None);
    };
    let host = found.url.host_str().unwrap_or_default();
    let reading = match found.repairs.contains(&Code::LinkSchemeMissing) {
        true => Reading::new(&text.replacen(host, &format!("https://{host}"), 1)),
        false => reading,
    };
    (reading, Some(found.url))
}

/// A question, taken apart.
pub(super) struct Case<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) reading: Reading,
    /// The link that was opened: one that was pasted is what a person looks
    /// at, so it is judged before the one opened from here.
    pub(super) opened: Option<Opened>,
    /// The link opened from here, whose state a corrected link keeps.
    pub(super) ours: Option<Opened>,
    pub(super) faults: ScopeFaults,
}

impl<'a> Case<'a> {
    pub(super) fn new(question: &'a Question<'a>) -> Self {
        let (reading, from_text) = read(question.text);
        let from_here = || {
            let text = question.link.filter(|link| link.len() <= LENGTH_LIMIT)?;
            let url = Url::parse(text.trim()).ok()?;
            is_authorize_path(&url).then(|| Opened::new(url))
        };
        let opened = match from_text {
            Some(url) => Some(Opened::new(url)),
            None => from_here(),
        };
        let lists = question.app.map(|app| &app.draft.scopes);
        let faults = opened.as_ref().map(|opened| ScopeFaults {
            is_empty: opened.link.scopes.is_empty() && opened.has("scope"),
            ..ScopeFaults::of(&opened.link, lists)
        });
        Self {
            question,
            reading,
            ours: from_here(),
            faults: faults.unwrap_or_default(),
            opened,
        }
    }

    pub(super) fn draft(&self) -> Option<&AppDraft> {
        self.question.app.map(|app| &app.draft)
    }

    pub(super) fn lists(&self) -> Option<&AppScopes> {
        self.draft().map(|draft| &draft.scopes)
    }

    pub(super) fn registered(&self) -> &[String] {
        self.draft().map_or(&[], |draft| &draft.redirect_urls)
    }

    /// The URL that HubSpot was asked to come back to: as the text names it,
    /// else as the link does, else as it was chosen.
    pub(super) fn asked_for(&self) -> Option<&str> {
        let by_link = self
            .opened
            .as_ref()
            .and_then(|one| one.link.redirect_url.as_deref());
        let by_text = self.named_urls().next();
        by_text.or(by_link).or(self.question.redirect_url)
    }

    /// Whether the app has what HubSpot was asked to come back to.
    pub(super) fn is_asked_for_registered(&self) -> bool {
        let found = self.asked_for();
        found.is_some_and(|found| self.registered().iter().any(|url| url == found))
    }

    /// URLs of the text that stand for a redirect URL, whether or not the app
    /// has them: those that it speaks of, those in quotes, and those that read
    /// like the app's; not HubSpot's own, and none that carries an answer.
    pub(super) fn named_urls(&self) -> impl Iterator<Item = &str> {
        let by_link = self
            .opened
            .as_ref()
            .and_then(|one| one.link.redirect_url.as_deref());
        let chosen = self.question.redirect_url;
        let known: Vec<&str> = self
            .registered()
            .iter()
            .map(String::as_str)
            .chain(by_link)
            .chain(chosen)
            .collect();
        let urls = self.reading.urls.iter().map(String::as_str);
        let is_spoken_of = |url: &str| {
            self.reading.has("redirect") || self.reading.quoted_urls.iter().any(|one| one == url)
        };
        urls.filter(|url| !redirects::is_hubspots(url) && !self.is_where_it_led(url))
            .filter_map(redirects::without_answer)
            .filter(move |url| {
                let is_like = redirects::is_loopback(url) || redirects::is_like(url, &known);
                is_like || is_spoken_of(url)
            })
    }

    /// Whether it is a page of where the link from here led: Practice HubSpot
    /// has its pages on this computer.
    pub(super) fn is_where_it_led(&self, text: &str) -> bool {
        let Ok(url) = Url::parse(text) else {
            return false;
        };
        let led = |ours: &Opened| ours.url.origin() == url.origin();
        redirects::is_loopback(text) && self.ours.as_ref().is_some_and(led)
    }

    /// The region that the link's host names.
    pub(super) fn link_region(&self) -> Option<&str> {
        match &self.opened {
            Some(opened) => opened.url.host_str().and_then(app::region_of),
            None => self
                .draft()
                .and_then(|draft| app::region_of(&draft.authorize_host)),
        }
    }

    /// The host that the link leads to.
    pub(super) fn link_host(&self) -> Option<&str> {
        match &self.opened {
            Some(opened) => opened.url.host_str(),
            None => self.draft().map(|draft| draft.authorize_host.as_str()),
        }
    }

    /// The account: the known one, else the one that the link pins.
    pub(super) fn hub_id(&self) -> Option<i64> {
        let known = self.question.account.map(|account| account.hub_id.0);
        known.or_else(|| self.opened.as_ref().and_then(Opened::hub_id))
    }

    /// Whether the link names another client ID than the app has, or none.
    pub(super) fn is_other_client(&self) -> bool {
        let (Some(opened), Some(draft)) = (&self.opened, self.draft()) else {
            return false;
        };
        let named = opened.link.client_id.as_deref().unwrap_or_default();
        !named.eq_ignore_ascii_case(&draft.client_id)
    }
}
