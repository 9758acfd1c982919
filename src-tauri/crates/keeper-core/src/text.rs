//! Text that somebody else wrote: names from HubSpot, from files, from the
//! operating system. It is shown beside text of our own, so it must not be
//! able to look like it.

/// The longest name that is taken from outside, in characters.
pub const NAME_LIMIT: usize = 200;

/// One line of what `text` shows: control characters and line breaks are
/// blanks, blanks don't pile up, characters that turn the reading direction or
/// show nothing are gone, and what is longer than `limit` characters ends in
/// an ellipsis. Joiners stay: emoji and several scripts are written with them.
#[must_use]
pub fn one_line(text: &str, limit: usize) -> String {
    let visible: String = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    clipped(line, limit)
}

fn clipped(line: String, limit: usize) -> String {
    if line.chars().count() <= limit {
        return line;
    }
    let kept = line.chars().take(limit.saturating_sub(1));
    kept.chain(['…']).collect()
}

/// Format characters of Unicode that nobody sees, all but the two joiners
/// (Unicode Standard, general category Cf; UAX #9 for those that turn the
/// direction).
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a23_what_deceives_is_gone_and_what_is_text_stays() {
        for (hostile, plain) in [
            ("Old Mill", "Old Mill"),
            ("  Old\r\n\tMill\u{2028}Ltd ", "Old Mill Ltd"),
            ("safe\u{202E}gpj.exe", "safegpj.exe"),
            ("\u{2067}Old\u{2069} \u{200F}Mill", "Old Mill"),
            ("a\u{200B}b\u{FEFF}c\u{AD}d", "abcd"),
            ("nul\0bell\u{7}esc\u{1B}[31m", "nul bell esc [31m"),
            ("<b>Old</b> & Mill", "<b>Old</b> & Mill"),
            ("Straße 東京 مصنع", "Straße 東京 مصنع"),
            ("👩\u{200D}🔬", "👩\u{200D}🔬"),
            ("\u{202E}\u{200B}", ""),
        ] {
            assert_eq!(one_line(hostile, NAME_LIMIT), plain, "{hostile:?}");
        }
    }

    #[test]
    fn a23_what_is_long_is_clipped_and_says_so() {
        let told = one_line(&"å".repeat(10_000), NAME_LIMIT);
        assert_eq!(told.chars().count(), NAME_LIMIT);
        assert!(told.ends_with('…'));
        assert_eq!(
            one_line(&"å".repeat(NAME_LIMIT), NAME_LIMIT)
                .chars()
                .count(),
            NAME_LIMIT
        );
        assert!(!one_line(&"å".repeat(NAME_LIMIT), NAME_LIMIT).ends_with('…'));
    }

    proptest! {
        #[test]
        fn it_is_one_visible_line_and_stays_so(text in "\\PC*|.*", limit in 1usize..50) {
            let told = one_line(&text, limit);
            prop_assert!(told.chars().count() <= limit);
            prop_assert!(!told.chars().any(|letter| letter.is_control() || is_invisible(letter)));
            prop_assert_eq!(one_line(&told, limit), told);
        }
    }
}
