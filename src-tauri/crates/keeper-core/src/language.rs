//! The languages that the program speaks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language that every text exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// Its tag, as web pages name it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language of a locale, such as `de_AT.UTF-8`; English where ours
    /// lack it.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let name = locale.split(['_', '-', '.', '@']).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let found = Self::ALL.into_iter().find(|known| known.tag() == name);
        found.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_has_one_of_our_languages() {
        for (locale, language) in [
            ("de_DE.UTF-8", Language::De),
            ("de-AT", Language::De),
            ("DE", Language::De),
            ("en_GB", Language::En),
            ("C", Language::En),
            ("den_CA", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale:?}");
        }
    }
}
