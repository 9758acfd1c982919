//! The relay page: writing it to a file, and comparing what was published.

use std::path::PathBuf;

use keeper_core::error::{Code, Finding, Level, Problem};
use keeper_core::text::one_line;
use keeper_hubspot::published::{self, Published};

use crate::catalogue;
use crate::disk;
use crate::options::FileChooser;
use crate::views::Language;
use crate::whole_file;

/// What the file is called until a person calls it otherwise.
const FILE: &str = "portalkeeper-relay.html";
/// The longest address or cause that is told.
const TOLD: usize = 200;

/// Lets a person choose a place and writes the page there; none when they
/// chose no place.
///
/// # Errors
/// [`Code::FileUnwritable`].
pub async fn export(
    chooser: &dyn FileChooser,
    language: Language,
) -> Result<Option<PathBuf>, Problem> {
    let Some(path) = chooser.save(FILE).await? else {
        return Ok(None);
    };
    let page = catalogue::relay_page(language);
    let to = path.clone();
    disk::write(move || whole_file::write(&to, page.as_bytes())).await?;
    Ok(Some(path))
}

/// Fetches what stands at `url`, the way that calls to HubSpot take, and
/// compares it with the page.
///
/// # Errors
/// What keeps the program from asking at all.
pub async fn check(url: &str, way: &keeper_hubspot::Options) -> Result<Finding, Problem> {
    Ok(match published::fetch(url, way).await? {
        Ok(found) => judge(&found),
        Err(cause) => {
            let cause = one_line(&cause, TOLD);
            Finding::new(Level::Warn, Code::RelayUnreachable).with("reason", cause)
        }
    })
}

fn judge(found: &Published) -> Finding {
    let warn = |code| Finding::new(Level::Warn, code);
    match (found.http_status, &found.location) {
        (200, _) => compare(&found.body),
        (300..=399, Some(to)) => warn(Code::RelayRedirects).with("to", one_line(to, TOLD)),
        (status, _) => warn(Code::RelayMissing).with("http_status", status),
    }
}

/// It may be published in any of our languages; what differs is told of the
/// one that it comes closest to.
fn compare(body: &[u8]) -> Finding {
    let found = String::from_utf8_lossy(body);
    let pages = Language::ALL.map(|language| differs_at(&found, &catalogue::relay_page(language)));
    match pages.into_iter().reduce(further) {
        Some(Some(line)) => Finding::new(Level::Warn, Code::RelayDiffers).with("line", line),
        Some(None) | None => Finding::new(Level::Pass, Code::RelayPublished),
    }
}

fn further(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    one.zip(other).map(|(one, other)| one.max(other))
}

/// The first line that differs. Hosts may end lines their own way; every other
/// difference is one.
fn differs_at(found: &str, page: &str) -> Option<usize> {
    let (mut found, mut page) = (found.trim_end().lines(), page.trim_end().lines());
    for line in 1.. {
        match (found.next(), page.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            _ => return Some(line),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(http_status: u16, body: &str) -> Published {
        Published {
            http_status,
            location: None,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn only_the_page_itself_passes() {
        let page = catalogue::relay_page(Language::En);
        let german = catalogue::relay_page(Language::De);
        let code = |found: &Published| judge(found).code;
        assert_eq!(code(&found(200, &page)), Code::RelayPublished);
        assert_eq!(code(&found(200, &german)), Code::RelayPublished);
        let windows = page.replace('\n', "\r\n");
        assert_eq!(code(&found(200, &windows)), Code::RelayPublished);
        let injected = page.replace("</body>", "<script src=x></script></body>");
        let differs = judge(&found(200, &injected));
        assert_eq!(differs.code, Code::RelayDiffers);
        assert!(differs.args["line"].as_u64().is_some_and(|line| line > 1));
        assert_eq!(code(&found(200, "")), Code::RelayDiffers);
        assert_eq!(code(&found(200, &format!("{page}x"))), Code::RelayDiffers);
        assert_eq!(code(&found(404, &page)), Code::RelayMissing);
        let mut elsewhere = found(302, "");
        assert_eq!(code(&elsewhere), Code::RelayMissing);
        elsewhere.location = Some("https://example.com/".into());
        assert_eq!(code(&elsewhere), Code::RelayRedirects);
    }
}
