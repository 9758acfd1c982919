//! How hard a passphrase is to guess: the one rule, for everything that takes a
//! new one.

use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem};
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::views::{PassphraseStrengthView, WeaknessView};

/// The lowest score that will do: safely out of reach of somebody who has the
/// file and Argon2id to get through.
const LOWEST: Score = Score::Three;
/// What comes after so many characters isn't looked at: it takes time, and it
/// makes none weaker.
const LOOKED_AT: usize = 100;
/// Words that whoever guesses at this program's passphrases tries first.
const OURS: &[&str] = &["portalkeeper", "hubspot"];

/// Judges a passphrase.
pub fn judge(passphrase: &Passphrase) -> PassphraseStrengthView {
    let beginning: String = passphrase.expose().chars().take(LOOKED_AT).collect();
    let beginning = zeroize::Zeroizing::new(beginning);
    let found = zxcvbn(&beginning, OURS);
    let fits = found.score() >= LOWEST;
    let warning = found
        .feedback()
        .and_then(zxcvbn::feedback::Feedback::warning);
    PassphraseStrengthView {
        score: u8::from(found.score()),
        fits,
        weakness: (!fits).then(|| warning.map_or(WeaknessView::Short, weakness)),
    }
}

/// Refuses one that can be guessed.
///
/// # Errors
/// [`Code::PassphraseTooWeak`] with its weakness.
pub fn refuse_weak(passphrase: &Passphrase) -> Result<(), Problem> {
    match judge(passphrase).weakness {
        None => Ok(()),
        Some(weakness) => {
            let weakness = serde_json::to_value(weakness).unwrap_or_default();
            Err(Problem::new(Code::PassphraseTooWeak).with("weakness", weakness))
        }
    }
}

fn weakness(warning: Warning) -> WeaknessView {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess => WeaknessView::Keyboard,
        Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => WeaknessView::Repeats,
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => WeaknessView::Common,
        Warning::SequencesLikeAbcAreEasyToGuess => WeaknessView::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            WeaknessView::Date
        }
        Warning::AWordByItselfIsEasyToGuess => WeaknessView::Word,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => WeaknessView::Name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> PassphraseStrengthView {
        judge(&Passphrase::new(text))
    }

    #[test]
    fn length_alone_makes_no_passphrase_strong() {
        for (weak, why) in [
            ("", WeaknessView::Short),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", WeaknessView::Repeats),
            ("password1234", WeaknessView::Common),
        ] {
            assert_eq!(judged(weak).weakness, Some(why), "{weak}");
            let refused = refuse_weak(&Passphrase::new(weak)).unwrap_err();
            assert_eq!(refused.code, Code::PassphraseTooWeak);
        }
        for weak in ["qwertyuiop", "hubspot", "portalkeeper"] {
            assert!(!judged(weak).fits, "{weak}");
        }
        for strong in ["correct horse battery staple", "J8!kd0-Qm2xV"] {
            let judged = judged(strong);
            assert!(judged.fits && judged.weakness.is_none(), "{judged:?}");
            refuse_weak(&Passphrase::new(strong)).unwrap();
        }
    }

    #[test]
    fn only_the_beginning_of_a_long_one_is_looked_at() {
        let beginning = "ab".repeat(50);
        let long = format!("{beginning}{}", "correct horse battery staple".repeat(30));
        assert_eq!(judged(&long).score, judged(&beginning).score);
    }
}
