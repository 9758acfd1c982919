//! Scopes in a text from anywhere: an authorization URL, an app's project
//! file, a list.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{AppScopes, BASE, is_shaped, lookup, nearest};
use crate::oauth::link::{Link, is_authorize_path};
use crate::oauth::pasted;
use crate::text;

mod assigned;
mod lines;

/// Longest text that is read, in bytes; the rest is left off.
pub const LENGTH_LIMIT: usize = 64 * 1024;
/// Longest name that is kept, in characters.
const NAME_LIMIT: usize = 120;
/// Most names that are kept.
const COUNT_LIMIT: usize = 500;

/// A name that the catalogue doesn't have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnknownScope {
    /// As it was pasted.
    pub name: String,
    /// The known name that it may be a slip of.
    pub nearest: Option<String>,
}

/// What was found. A name stands in one place only, each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Pasted {
    /// Known names, by kind. Where the text tells no kinds, all are required.
    pub scopes: AppScopes,
    /// Names that read like scopes and aren't in the catalogue.
    pub unknown: Vec<UnknownScope>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Required,
    Conditional,
    Optional,
}

/// The scopes in `text`, their kinds kept where the text tells them: `scope`
/// and `optional_scope` of an authorization URL, variables such as `SCOPES=`,
/// the three lists of an app's project file (`app-hsmeta.json`,
/// `public-app.json`), `scopes` of a private app's; else the names that stand
/// in lists and tables.
///
/// Of a text that names its lists everything in them counts; of other text
/// only what is known, or reads like a scope beyond doubt. A name within a
/// sentence counts where the text has no list.
#[must_use]
pub fn parse_pasted_kinds(text: &str) -> Pasted {
    let text = clipped(text);
    let named = from_link(text)
        .or_else(|| assigned::from_assignments(text))
        .or_else(|| from_json(text))
        .or_else(|| assigned::from_lists(text));
    sorted_out(named.unwrap_or_else(|| {
        let words = lines::listed(text).unwrap_or_else(|| {
            let words = words(text).filter(|word| word == BASE || is_dotted_name(word));
            words.collect()
        });
        words
            .into_iter()
            .map(|word| (Kind::Required, word))
            .collect()
    }))
}

/// The names alone, known ones first.
#[must_use]
pub fn parse_pasted(text: &str) -> Vec<String> {
    let Pasted { scopes, unknown } = parse_pasted_kinds(text);
    let AppScopes {
        required,
        conditionally_required,
        optional,
    } = scopes;
    let known = required.into_iter().chain(conditionally_required);
    let unknown = unknown.into_iter().map(|unknown| unknown.name);
    known.chain(optional).chain(unknown).collect()
}

/// Whether a word in running text is a scope: known, or dotted like one, with
/// a first or last part that scopes have. A host name isn't.
pub(crate) fn is_mentioned(word: &str) -> bool {
    lookup(word).is_some() || is_dotted_name(word)
}

fn is_dotted_name(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let plain = |part: &&str| {
        let letters = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '-');
        !part.is_empty() && part.chars().all(letters)
    };
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return false;
    };
    let begins = matches!(
        *first,
        "crm" | "cms" | "settings" | "automation" | "conversations" | "communication_preferences"
    );
    let ends = matches!(
        *last,
        "read" | "write" | "read_write" | "delete" | "access" | "create" | "execute" | "publish"
    );
    let long_enough = parts.len() >= 3 || (parts.len() == 2 && begins);
    long_enough && (begins || ends) && parts.iter().all(plain)
}

fn clipped(text: &str) -> &str {
    &text[..text.floor_char_boundary(LENGTH_LIMIT)]
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let separated = |c: char| {
        c.is_whitespace() || c.is_control() || ",;:|\"'`“”‘’«»[](){}<>&?=+*•\\/".contains(c)
    };
    let words = text.split(separated).filter(|word| !word.is_empty());
    words.map(|word| word.trim_end_matches('.').to_owned())
}

/// From an authorization URL, in whatever text it stands.
fn from_link(text: &str) -> Option<Vec<(Kind, String)>> {
    let url = pasted::authorization_url(text)?.url;
    let link = is_authorize_path(&url).then(|| Link::read(&url))?;
    let required = link.scopes.into_iter().map(|name| (Kind::Required, name));
    let optional = link.optional_scopes.into_iter();
    let found: Vec<_> = required
        .chain(optional.map(|name| (Kind::Optional, name)))
        .collect();
    Some(found).filter(|found| !found.is_empty())
}

// ── Project files ────────────────────────────────────────────────────────

fn list_kind(name: &str) -> Option<Kind> {
    let plain = name.replace(['_', '-'], "").to_ascii_lowercase();
    match plain.as_str() {
        "requiredscopes" | "scopes" | "scope" => Some(Kind::Required),
        "conditionallyrequiredscopes" => Some(Kind::Conditional),
        "optionalscopes" | "optionalscope" => Some(Kind::Optional),
        _ => None,
    }
}

/// From a whole file, a block of it, or a list in brackets.
fn from_json(text: &str) -> Option<Vec<(Kind, String)>> {
    let text = text.trim().trim_end_matches(',');
    let wrapped = || format!("{{{text}}}");
    let read = serde_json::from_str::<Value>(text)
        .or_else(|_| serde_json::from_str::<Value>(&wrapped()))
        .ok()?;
    let mut found = Vec::new();
    match &read {
        Value::Array(_) | Value::String(_) => gather(Kind::Required, &read, &mut found),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            walk(&read, &mut found);
        }
    }
    Some(found).filter(|found| !found.is_empty())
}

/// Goes through a tree that `serde_json` has limited in depth.
fn walk(value: &Value, found: &mut Vec<(Kind, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match list_kind(name) {
                    Some(kind) => gather(kind, field, found),
                    None => walk(field, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn gather(kind: Kind, value: &Value, found: &mut Vec<(Kind, String)>) {
    match value {
        Value::String(text) => found.extend(words(text).map(|word| (kind, word))),
        Value::Array(items) => items.iter().for_each(|item| gather(kind, item, found)),
        Value::Object(_) => walk(value, found),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

// ── Sorting out ──────────────────────────────────────────────────────────

/// Known and unknown apart; a name counts where it stands first.
fn sorted_out(words: Vec<(Kind, String)>) -> Pasted {
    let mut pasted = Pasted::default();
    let mut seen = std::collections::BTreeSet::new();
    for (kind, word) in words {
        if seen.len() >= COUNT_LIMIT || !is_shaped(&word) || !seen.insert(word.clone()) {
            continue;
        }
        if lookup(&word).is_none() {
            pasted.unknown.push(UnknownScope {
                nearest: nearest(&word).map(str::to_owned),
                name: text::one_line(&word, NAME_LIMIT),
            });
            continue;
        }
        let list = match kind {
            Kind::Required => &mut pasted.scopes.required,
            Kind::Conditional => &mut pasted.scopes.conditionally_required,
            Kind::Optional => &mut pasted.scopes.optional,
        };
        list.push(word);
    }
    pasted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let scopes = parse_pasted_kinds(text).scopes;
        (
            scopes.required,
            scopes.conditionally_required,
            scopes.optional,
        )
    }

    #[test]
    fn a_url_keeps_scope_and_optional_scope_apart() {
        for url in [
            "https://app.hubspot.com/oauth/authorize?client_id=x&redirect_uri=https%3A%2F%2Fa.example%2Fcontent&scope=oauth%20crm.objects.contacts.read&optional_scope=tickets&state=files",
            "https://app.hubspot.com/oauth/authorize?scope=oauth+crm.objects.contacts.read&optional_scopes=tickets",
            "https://app.hubspot.com/oauth/authorize?optional_scope=tickets&scopes=oauth crm.objects.contacts.read#forms",
            "?scope=oauth%20crm.objects.contacts.read&optional_scope=tickets",
            "scope=oauth,crm.objects.contacts.read&optional_scope=tickets",
            "Please use\n  https://app-eu1.hubspot.com/oauth/1/authorize?scope=oauth%20crm.objects.contacts.read&optional_scope=tickets\nthanks",
        ] {
            let (required, conditional, optional) = kinds(url);
            assert_eq!(required, ["oauth", "crm.objects.contacts.read"], "{url}");
            assert_eq!(optional, ["tickets"], "{url}");
            assert!(conditional.is_empty(), "a URL can't tell this kind: {url}");
        }
    }

    #[test]
    fn project_files_keep_all_three_kinds() {
        let hsmeta = r#"{"uid":"a","type":"app","config":{"name":"tickets","auth":{"type":"oauth",
            "redirectUrls":["http://localhost:3000"],"requiredScopes":["oauth","crm.objects.contacts.read"],
            "optionalScopes":["tickets"],"conditionallyRequiredScopes":["crm.objects.custom.read"]}}}"#;
        let block = r#""requiredScopes": ["oauth", "crm.objects.contacts.read"],
            "optionalScopes": ["tickets"], "conditionallyRequiredScopes": ["crm.objects.custom.read"],"#;
        let torn = r#"ype": "oauth", "requiredScopes": ["oauth",
            "crm.objects.contacts.read" ], "optionalScopes": ["tickets"],
            "conditionallyRequiredScopes" : [ "crm.objects.custom.read""#;
        let ours = r#"{"required_scopes":["oauth","crm.objects.contacts.read"],
            "conditionally_required_scopes":["crm.objects.custom.read"],"optional_scopes":["tickets"]}"#;
        for text in [hsmeta, block, torn, ours] {
            let (required, conditional, optional) = kinds(text);
            assert_eq!(required, ["oauth", "crm.objects.contacts.read"], "{text}");
            assert_eq!(conditional, ["crm.objects.custom.read"], "{text}");
            assert_eq!(optional, ["tickets"], "{text}");
        }
        let private =
            r#"{"name":"Get started","scopes":["crm.objects.contacts.read"],"public":false}"#;
        assert_eq!(kinds(private).0, ["crm.objects.contacts.read"]);
    }

    #[test]
    fn lists_of_every_make_are_read() {
        for text in [
            "oauth,crm.objects.contacts.read\noauth",
            "[\"oauth\", \"crm.objects.contacts.read\"]",
            "['oauth', 'crm.objects.contacts.read']",
            "- oauth\n- crm.objects.contacts.read.\n",
            "“oauth”; `crm.objects.contacts.read`",
            "You need oauth and crm.objects.contacts.read (see www.developers.hubspot.com)",
        ] {
            assert_eq!(
                parse_pasted(text),
                ["oauth", "crm.objects.contacts.read"],
                "{text}"
            );
        }
    }

    #[test]
    fn variables_hold_scopes_however_they_are_written() {
        let expected = ["oauth", "crm.objects.contacts.read", "contcts"];
        for text in [
            "SCOPE=oauth%20crm.objects.contacts.read%20contcts",
            "SCOPES='oauth crm.objects.contacts.read contcts'",
            "export HUBSPOT_SCOPES=\"oauth crm.objects.contacts.read contcts\"",
            "HUBSPOT_SCOPE = oauth,crm.objects.contacts.read,contcts",
            "scope=oauth+crm.objects.contacts.read+contcts",
            "CLIENT_ID=x\nSCOPE=\"oauth\n  crm.objects.contacts.read\n  contcts\"\nPORT=3000",
            "const SCOPES = ['oauth', 'crm.objects.contacts.read', 'contcts'];",
            "SCOPES = [\n  'oauth',\n  'crm.objects.contacts.read',\n  'contcts',\n]",
            "scopes: ['oauth', 'crm.objects.contacts.read', 'contcts']",
            "SCOPE=oauth crm.objects.contacts.read contcts",
        ] {
            let pasted = parse_pasted_kinds(text);
            assert_eq!(pasted.scopes.required, expected[..2], "{text}");
            let unknown: Vec<_> = pasted.unknown.iter().map(|one| &one.name).collect();
            assert_eq!(unknown, [expected[2]], "{text}");
        }
        let optional = parse_pasted_kinds("SCOPES=oauth\nOPTIONAL_SCOPES=tickets%20content");
        assert_eq!(optional.scopes.required, ["oauth"]);
        assert_eq!(optional.scopes.optional, ["tickets", "content"]);
        let variable = parse_pasted_kinds("`?scope=${SCOPES}&state=s`");
        assert_eq!(variable, Pasted::default());
    }

    #[test]
    fn a_row_of_a_table_wishes_for_what_it_begins_with() {
        let contacts = "crm.objects.contacts.read";
        for text in [
            "crm.objects.contacts.read\tView contacts, see crm.lists.read and content.\tAny account",
            "| crm.objects.contacts.read | View contacts. Use with `crm.lists.read`. |",
            "| Scope | Description |\n|---|---|\n| `crm.objects.contacts.read` | files and forms |",
            "crm.objects.contacts.read View properties of contacts. Required for crm.lists.read.",
            "crm.objects.contacts.read\nView contacts, files, forms. Needs crm.lists.read.\nAny account",
            "* **crm.objects.contacts.read** - lets you read contacts and tickets",
            "1. crm.objects.contacts.read: contacts and content",
            "Contacts\tcrm.objects.contacts.read\tView contacts",
            "Required: crm.objects.contacts.read",
            "The scope for this, not crm.lists.read, is: crm.objects.contacts.read",
        ] {
            let pasted = parse_pasted_kinds(text);
            assert_eq!(pasted.scopes.required, [contacts], "{text}");
            assert_eq!(pasted.unknown, [], "{text}");
        }
        for (text, names) in [
            ("tickets Create or change tickets", vec!["tickets"]),
            ("files: upload files", vec!["files"]),
            ("forms are a scope", vec![]),
            ("Your content, files, forms and contacts", vec![]),
        ] {
            assert_eq!(parse_pasted(text), names, "{text}");
        }
    }

    #[test]
    fn unknown_names_of_a_list_are_told() {
        for text in [
            "oauth, contcts, tickets",
            "oauth\ncontcts\ntickets",
            "- oauth\n- contcts\n- tickets",
            "`oauth`; `contcts`; `tickets`",
            "<oauth>, contcts, <tickets>",
            "<ul><li>oauth</li><li><code>contcts</code></li>\n<li>tickets</li></ul>",
            "Scopes: oauth, contcts, tickets",
        ] {
            let pasted = parse_pasted_kinds(text);
            assert_eq!(pasted.scopes.required, ["oauth", "tickets"], "{text}");
            let unknown: Vec<_> = pasted.unknown.iter().map(|one| &one.name).collect();
            assert_eq!(unknown, ["contcts"], "{text}");
        }
        let odd = parse_pasted_kinds("CRM.Objects.Contacts.Read oauth");
        assert_eq!(
            odd.unknown[0].nearest.as_deref(),
            Some("crm.objects.contacts.read")
        );
    }

    #[test]
    fn unknown_names_stand_apart_with_a_guess() {
        let pasted = parse_pasted_kinds("oauth crm.objects.contact.read crm.objects.widgets.read");
        assert_eq!(pasted.scopes.required, ["oauth"]);
        let told: Vec<_> = pasted
            .unknown
            .iter()
            .map(|unknown| (unknown.name.as_str(), unknown.nearest.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "crm.objects.contact.read",
                    Some("crm.objects.contacts.read")
                ),
                ("crm.objects.widgets.read", None)
            ]
        );
        let in_url = parse_pasted_kinds("scope=oauth%20contcts");
        assert_eq!(
            in_url.unknown[0].name, "contcts",
            "a named list is believed"
        );
        assert!(
            parse_pasted_kinds("plain words only").unknown.is_empty(),
            "running text isn't"
        );
    }

    proptest! {
        #[test]
        fn a_name_is_kept_once_and_known_ones_are_known(text in "\\PC{0,200}|[\\[\\]\"':,a-z._={}?& \n]{0,200}") {
            let pasted = parse_pasted_kinds(&text);
            let names = parse_pasted(&text);
            let once: std::collections::BTreeSet<_> = names.iter().collect();
            prop_assert_eq!(once.len(), names.len());
            prop_assert!(pasted.scopes.wanted().iter().all(|name| lookup(name).is_some()));
            prop_assert!(pasted.unknown.iter().all(|unknown| lookup(&unknown.name).is_none()));
        }
    }

    #[test]
    fn what_is_dotted_like_a_scope_is_one() {
        for scope in [
            "crm.objects.new_things.read",
            "cms.new",
            "a.b.read",
            "settings.users.x",
        ] {
            assert!(is_mentioned(scope), "{scope}");
        }
        for other in [
            "crm..read",
            ".read",
            "crm.",
            "foo.read",
            "a.b.c",
            "crm.Objects.read",
            "crm",
        ] {
            assert!(!is_mentioned(other), "{other}");
        }
    }
}
