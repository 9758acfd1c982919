//! What a report must not hold is taken out, whatever line it stands in.
//!
//! Secrets have no way into a log by their types; this is the second fence,
//! and the one for names, e-mail addresses and hub IDs.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Captures, Regex};

/// Shorter names are found in every other word.
const NAME_LENGTH: usize = 4;
/// None only if the pattern were broken, which a test rules out.
static PATTERNS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PATTERN).ok());

/// In the order in which they are tried at each place.
const PATTERN: &str = r"(?x)
    (?P<email> [\w.+%-]+ @ [\w-]+ (?:\.[\w-]+)+ )
  | (?P<kept> \b(?:correlation_id|correlationId)\W{1,3}[0-9a-fA-F-]{36}\b )
  | (?P<uuid> \b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b )
  | (?P<token> \b(?:na|eu|ap|au|ca)\d-[\w-]+ )
  | (?P<long> \b[A-Za-z0-9_-]{40,} )
  | (?P<number> (?P<before>^|[^\w.:-]) (?P<digits>\d{6,15}) \b )
";

/// Takes out what this computer's person wouldn't want to pass on.
pub struct Scrub {
    home: Option<String>,
    names: Option<AhoCorasick>,
}

impl Scrub {
    /// For these names of accounts, domains and persons, and the home folder.
    pub fn of(names: impl IntoIterator<Item = String>, home: Option<String>) -> Self {
        let names: Vec<_> = names
            .into_iter()
            .filter(|name| name.chars().count() >= NAME_LENGTH)
            .collect();
        let searched = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(names);
        Self {
            home: home.filter(|home| home.len() > 1),
            names: searched.ok(),
        }
    }

    /// A line that somebody may have written names into. Empty if names can't
    /// be looked for.
    pub fn line(&self, line: &str) -> String {
        let Some(names) = &self.names else {
            return String::new();
        };
        let mut nameless = String::new();
        names.replace_all_with(line, &mut nameless, |_, _, kept| {
            kept.push_str("[name]");
            true
        });
        self.text(&nameless)
    }

    /// Text of our own.
    pub fn text(&self, text: &str) -> String {
        let Some(patterns) = PATTERNS.as_ref() else {
            return String::new();
        };
        let homeless = match &self.home {
            Some(home) => text.replace(home.as_str(), "~"),
            None => text.to_owned(),
        };
        patterns.replace_all(&homeless, shortened).into_owned()
    }
}

fn shortened(found: &Captures<'_>) -> String {
    let whole = &found[0];
    let is = |name| found.name(name).is_some();
    if is("email") {
        "[e-mail]".to_owned()
    } else if is("kept") {
        whole.to_owned()
    } else if is("uuid") {
        format!("{}…", &whole[..8])
    } else if is("token") || is("long") {
        "[removed]".to_owned()
    } else {
        let digits = &found["digits"];
        let (head, tail) = (&digits[..2], &digits[digits.len() - 2..]);
        format!("{}{head}…{tail}", &found["before"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrub() -> Scrub {
        let names = ["Acme Rockets", "acme.example", "Jo"].map(str::to_owned);
        Scrub::of(names, Some("/home/maya".to_owned()))
    }

    #[test]
    fn a13_what_must_not_be_passed_on_is_taken_out() {
        for (line, left) in [
            ("by ada.l+x@mail.example.org now", "by [e-mail] now"),
            ("hub_id=51123456 x", "hub_id=51…56 x"),
            ("hub 51123456", "hub 51…56"),
            ("/contacts/51123456/x", "/contacts/51…56/x"),
            ("at /home/maya/.local/share", "at ~/.local/share"),
            ("token na1-abcd-CANARY_x", "token [removed]"),
            (
                "client 2ff7a6a2-0b53-4c5e-9a3e-0a8f5b7b0001",
                "client 2ff7a6a2…",
            ),
            (
                "correlation_id=\"2ff7a6a2-0b53-4c5e-9a3e-0a8f5b7b0001\"",
                "correlation_id=\"2ff7a6a2-0b53-4c5e-9a3e-0a8f5b7b0001\"",
            ),
            ("CANARYaccess0001x7Qv3mZk9Lw2Rt8Yb5NcCANARYa", "[removed]"),
        ] {
            assert_eq!(scrub().text(line), left);
        }
        assert_eq!(
            scrub().line("ACME rockets at acme.example"),
            "[name] at [name]"
        );
        assert_eq!(scrub().line("Jo joined"), "Jo joined", "too short a name");
    }

    #[test]
    fn what_helps_stays() {
        for line in [
            "2026-11-25T14:20:41.123456Z  INFO keeper_api::desk: started",
            "port 3000 is held by node (process 51234)",
            "GET /account-info/2026-09/details 401",
            "version 0.1.0 linux x86_64",
        ] {
            assert_eq!(scrub().line(line), line);
        }
    }
}
