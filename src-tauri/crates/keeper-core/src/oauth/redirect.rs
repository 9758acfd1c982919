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
    let mut found = parameters(query_of(text)?)?;
    let state = found.state.take().filter(|text| !text.is_empty())?;
    Some(Redirect {
        state: StateToken::new(state),
        answer: found.into_answer()?,
    })
}

/// Reads an answer to an authorization that was started elsewhere, where no
/// state was sent along: the path and query of a hit. A hit with any state, also
/// an empty one, is the answer to something else.
#[must_use]
pub fn parse_stateless(text: &str) -> Option<RedirectAnswer> {
    let found = parameters(query_of(text)?)?;
    if found.state.is_some() {
        return None;
    }
    found.into_answer()
}

fn query_of(text: &str) -> Option<&str> {
    let text = text.trim();
    if text.len() > LENGTH_LIMIT || text.chars().any(char::is_control) {
        return None;
    }
    let without_fragment = text.split('#').next().unwrap_or_default();
    Some(match without_fragment.split_once('?') {
        Some((_, query)) => query,
        None => without_fragment,
    })
}

fn parameters(query: &str) -> Option<Parameters> {
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
    Some(found)
}

#[derive(Default)]
struct Parameters {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

impl Parameters {
    fn into_answer(self) -> Option<RedirectAnswer> {
        match (self.code, self.error) {
            (Some(code), None) if !code.is_empty() => {
                Some(RedirectAnswer::Granted(AuthorizationCode::new(code)))
            }
            (None, Some(error)) => Some(RedirectAnswer::Denied {
                error: error
                    .chars()
                    .filter(char::is_ascii_graphic)
                    .take(64)
                    .collect(),
            }),
            _ => None,
        }
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
    fn a25_only_an_answer_without_any_state_is_stateless() {
        let code = |text| match parse_stateless(text) {
            Some(RedirectAnswer::Granted(code)) => Some(code.expose().to_owned()),
            Some(RedirectAnswer::Denied { .. }) | None => None,
        };
        assert_eq!(code("/cb?code=na1-x").as_deref(), Some("na1-x"));
        assert_eq!(code("/?x=1&code=na1-x").as_deref(), Some("na1-x"));
        for text in [
            "/cb?code=na1-x&state=s",
            "/cb?code=na1-x&state=",
            "/cb?state&code=na1-x",
            "/cb?code=na1-x&code=na1-y",
            "/cb?code=",
            "/cb",
            "/cb?error=access_denied&code=na1-x",
        ] {
            assert!(parse_stateless(text).is_none(), "{text}");
        }
        assert!(matches!(
            parse_stateless("/cb?error=access_denied"),
            Some(RedirectAnswer::Denied { .. })
        ));
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
