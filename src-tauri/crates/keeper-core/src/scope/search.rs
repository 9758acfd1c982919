//! Finding a scope by what somebody remembers of it, and the known name that
//! a slip stands for.

use std::sync::LazyLock;

use serde::Serialize;
use ts_rs::TS;

use crate::language::Language;

use super::catalogue::{ScopeEntry, ScopeStatus, catalogue};

/// Longest name that is compared, in bytes. HubSpot's are below 80.
const NAME_LIMIT: usize = 120;
/// What a word with a slip counts of a word without.
const SLIP_SHARE: f64 = 0.75;
/// How alike two names must be for one to be a slip of the other.
const LIKENESS: f64 = 0.6;

/// Every entry that answers `query`, best first: the exact name, names that
/// begin with it, names that have all its words, descriptions in `language` that
/// do. Only
/// where nothing does, names that it may be a slip of. An empty query answers
/// with the whole catalogue.
#[must_use]
pub fn search(query: &str, language: Language) -> Vec<&'static ScopeEntry> {
    let query = query.trim().to_lowercase();
    if query.is_empty() {
        return catalogue().iter().collect();
    }
    let words = words_of(&query);
    let mut found: Vec<_> = catalogue()
        .iter()
        .filter_map(|entry| Some((rank(entry, &query, &words, language)?, entry)))
        .collect();
    found.sort_by_key(|(rank, entry)| (*rank, is_doubtful(entry), entry.scope.len(), &entry.scope));
    if found.is_empty() {
        return likest(&query).into_iter().take(10).collect();
    }
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// A scope that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScopeFound {
    /// The scope.
    #[serde(flatten)]
    #[ts(flatten)]
    pub entry: ScopeEntry,
    /// Whether it doesn't answer the query and is only like it: something to
    /// offer, never to choose for somebody.
    pub is_guess: bool,
}

/// Whether an entry doesn't answer `query`, so that [`search`] has it as what a
/// slip may mean.
#[must_use]
pub fn is_guess(query: &str, entry: &ScopeEntry, language: Language) -> bool {
    let query = query.trim().to_lowercase();
    !query.is_empty() && rank(entry, &query, &words_of(&query), language).is_none()
}

fn words_of(query: &str) -> Vec<&str> {
    let words = query.split(is_separator);
    words.filter(|word| !word.is_empty()).collect()
}

/// The known name most like `name`, if one is close enough to be a slip:
/// letters, number, order and words left out (`crm.contacts.read`), old names
/// (`contacts`). Deprecated names are nobody's neighbour.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    let likest = likest(name.trim());
    likest.first().map(|entry| entry.scope.as_str())
}

fn rank(entry: &ScopeEntry, query: &str, words: &[&str], language: Language) -> Option<u8> {
    let parts: Vec<&str> = entry.scope.split(is_separator).collect();
    let begins = |word: &&str| parts.iter().any(|part| part.starts_with(*word));
    let description = entry.description_in(language).to_lowercase();
    let told = |word: &&str| entry.scope.contains(*word) || description.contains(*word);
    if entry.scope == query {
        Some(0)
    } else if entry.scope.starts_with(query) {
        Some(1)
    } else if words.is_empty() {
        None
    } else if words.iter().all(begins) {
        Some(2)
    } else if words.iter().all(|word| entry.scope.contains(*word)) {
        Some(3)
    } else if words.iter().all(told) {
        Some(4)
    } else {
        None
    }
}

/// Whether it is less sure that an app can choose it.
fn is_doubtful(entry: &ScopeEntry) -> bool {
    entry.status != ScopeStatus::Selectable
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '.' | '-' | '_' | ',' | '/' | ':')
}

/// What can be meant by a slip, with the words of its name.
static MEANINGS: LazyLock<Vec<(&ScopeEntry, Vec<String>)>> = LazyLock::new(|| {
    let living = catalogue()
        .iter()
        .filter(|entry| entry.status != ScopeStatus::Deprecated);
    living
        .map(|entry| (entry, meaning_words(&entry.scope)))
        .collect()
});

/// What `name` may be a slip of, likest first.
fn likest(name: &str) -> Vec<&'static ScopeEntry> {
    if name.len() > NAME_LIMIT {
        return Vec::new();
    }
    let name = name.to_lowercase();
    let words = meaning_words(&name);
    let mut likest: Vec<_> = MEANINGS
        .iter()
        .map(|(entry, meant)| (likeness(&name, &words, entry, meant), *entry))
        .filter(|(likeness, _)| *likeness > LIKENESS)
        .collect();
    likest.sort_by(|left, right| {
        let spelling = |entry: &ScopeEntry| strsim::jaro_winkler(&name, &entry.scope);
        let order = right.0.total_cmp(&left.0);
        order.then_with(|| spelling(right.1).total_cmp(&spelling(left.1)))
    });
    likest.into_iter().map(|(_, entry)| entry).collect()
}

/// How alike, from 0 to 1; what an app may not be able to choose counts less.
fn likeness(name: &str, words: &[String], entry: &ScopeEntry, meant: &[String]) -> f64 {
    let meaning = shared_meaning(words, meant);
    let alike = by_letters(name, &entry.scope).map_or(meaning, |alike| alike.max(meaning));
    if is_doubtful(entry) {
        alike - 0.2
    } else {
        alike
    }
}

/// How alike two names are that differ by separators and a letter or two.
fn by_letters(left: &str, right: &str) -> Option<f64> {
    let bare = |text: &str| text.replace(is_separator, "");
    let (left, right) = (bare(left), bare(right));
    let allowed = match left.len().min(right.len()) {
        0..4 => 0,
        4..12 => 1,
        _ => 2,
    };
    if left.len().abs_diff(right.len()) > allowed {
        return None;
    }
    match strsim::osa_distance(&left, &right) {
        0 => Some(0.99),
        1 if allowed > 0 => Some(0.89),
        2 if allowed > 1 => Some(0.79),
        _ => None,
    }
}

/// The words of a name, in the singular, verbs by their effect.
fn meaning_words(name: &str) -> Vec<String> {
    let words = name.split(is_separator).filter(|word| !word.is_empty());
    words
        .map(|word| match word {
            "view" | "get" | "list" | "readonly" => "read".to_owned(),
            "edit" | "update" | "create" | "change" | "manage" => "write".to_owned(),
            "schemas" | "objects" => word.trim_end_matches('s').to_owned(),
            _ => singular(word),
        })
        .collect()
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        Some(_) | None => word.to_owned(),
    }
}

/// How much a word tells one scope from another: what it is about tells most.
fn weight(word: &str) -> f64 {
    match word {
        "object" => 0.25,
        "crm" | "read" => 0.5,
        "write" => 0.55,
        _ if word.len() < 3 => 0.25,
        _ => 1.0,
    }
}

/// Weighted share of words in common; a word with a slip counts less.
fn shared_meaning(left: &[String], right: &[String]) -> f64 {
    let sum = |words: &[String]| words.iter().map(|word| weight(word)).sum::<f64>();
    let mut rest: Vec<&String> = left.iter().collect();
    let mut shared = 0.0;
    for is_exact in [true, false] {
        let share = if is_exact { 1.0 } else { SLIP_SHARE };
        let fits = |word: &str, other: &str| word == other || (!is_exact && is_near(word, other));
        for word in right.iter().filter(|word| is_exact || !left.contains(word)) {
            if let Some(place) = rest.iter().position(|other| fits(word, other)) {
                let other = rest.swap_remove(place);
                shared += share * weight(word).min(weight(other));
            }
        }
    }
    match sum(left) + sum(right) {
        0.0 => 0.0,
        both => 2.0 * shared / both,
    }
}

/// Whether two words differ by a letter or two.
fn is_near(left: &str, right: &str) -> bool {
    let allowed = match left.len().max(right.len()) {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    left.len().abs_diff(right.len()) <= allowed && strsim::osa_distance(left, right) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(query: &str) -> Vec<&'static str> {
        let found = search(query, Language::En);
        found.iter().map(|entry| entry.scope.as_str()).collect()
    }

    #[test]
    fn only_what_answers_a_query_is_no_guess() {
        for (query, guessed) in [
            ("crm.objects.contact.reed", true),
            ("crm.objcts.deals.read", true),
            ("crm.objects.contacts.read", false),
            ("crm.objects.con", false),
            ("contacts read", false),
            ("", false),
        ] {
            let found = search(query, Language::En);
            assert!(!found.is_empty(), "{query}");
            for entry in found {
                assert_eq!(is_guess(query, entry, Language::En), guessed, "{query}");
            }
        }
    }

    #[test]
    fn a_slip_finds_its_neighbour() {
        for (slip, meant) in [
            ("crm.objects.contact.read", "crm.objects.contacts.read"),
            ("crm.contacts.read", "crm.objects.contacts.read"),
            ("contacts", "crm.objects.contacts.read"),
            ("contacts.write", "crm.objects.contacts.write"),
            ("crm.objcts.contcts.red", "crm.objects.contacts.read"),
            ("crm.objects.deals.view", "crm.objects.deals.read"),
            ("crm.objects.deal.edit", "crm.objects.deals.write"),
            ("crm.schema.deals.read", "crm.schemas.deals.read"),
            ("crm.objects.company.read", "crm.objects.companies.read"),
            ("CRM.Objects.Contacts.Read", "crm.objects.contacts.read"),
            ("crmobjectscontactsread", "crm.objects.contacts.read"),
            ("crm-objects-contacts-read", "crm.objects.contacts.read"),
            ("contacts.objects.crm.read", "crm.objects.contacts.read"),
            ("business_units.view.read", "business_units_view.read"),
            ("ticket", "tickets"),
            ("automations", "automation"),
            ("ouath", "oauth"),
        ] {
            assert_eq!(nearest(slip), Some(meant), "{slip}");
        }
    }

    #[test]
    fn nonsense_has_no_neighbour() {
        for nonsense in ["zzzz", "", ".", "crm", "read", "random.thing.read", "e"] {
            assert_eq!(nearest(nonsense), None, "{nonsense}");
        }
        assert_eq!(nearest(&"crm.".repeat(9999)), None);
    }

    #[test]
    fn names_come_before_words_and_words_before_descriptions() {
        assert_eq!(names("oauth")[0], "oauth");
        assert_eq!(
            names("crm.objects.contacts")[0],
            "crm.objects.contacts.read"
        );
        assert_eq!(names("contacts read")[0], "crm.objects.contacts.read");
        assert!(names("workflows").contains(&"automation"), "by description");
        assert_eq!(names("contatcs read")[0], "crm.objects.contacts.read");
        let found = search("Kontakte", Language::De);
        let german = found
            .iter()
            .any(|entry| entry.scope == "crm.objects.contacts.read");
        assert!(german, "by description in the language of the window");
        assert_eq!(names(" ").len(), catalogue().len());
        assert!(names("qqqqqq").is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_asked_is_answered(query in "\\PC{0,60}|[a-z._ -]{0,40}") {
            let found = search(&query, Language::En);
            prop_assert!(found.len() <= catalogue().len());
            prop_assert!(nearest(&query).is_none_or(|name| super::super::lookup(name).is_some()));
        }
    }

    #[test]
    fn short_words_keep_their_last_letter() {
        for (word, one) in [
            ("companies", "company"),
            ("deals", "deal"),
            ("business", "business"),
            ("gas", "gas"),
            ("ids", "ids"),
            ("skies", "skie"),
        ] {
            assert_eq!(singular(word), one);
        }
    }
}
