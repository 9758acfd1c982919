//! Points in time as files spell them (RFC 3339, UTC).

use keeper_core::Timestamp;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// `2026-11-25T14:20:41Z`; nothing for a time that no calendar has.
pub fn moment(at: Timestamp) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(at.as_millis().div_euclid(1000));
    let text = moment.ok().and_then(|moment| moment.format(&Rfc3339).ok());
    text.unwrap_or_default()
}

/// `2026-11-25`.
pub fn day(at: Timestamp) -> String {
    moment(at).split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_spelled_in_utc() {
        let at = Timestamp::from_millis(1_795_000_000_999);
        assert_eq!(moment(at), "2026-11-18T11:06:40Z");
        assert_eq!(day(at), "2026-11-18");
        assert_eq!(moment(Timestamp::from_millis(i64::MAX)), "");
    }
}
