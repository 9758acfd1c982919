//! What waits to be told: many of a kind within a few seconds are told as one,
//! and no kind comes more than once a minute.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use keeper_core::Instant;

use super::{NoticeKind, Subject};

/// How long more of the same is waited for.
const GATHER: Duration = Duration::from_secs(3);
/// Between two of a kind.
const APART: Duration = Duration::from_secs(60);

/// What waits to be told.
#[derive(Default)]
pub(crate) struct Gathered(BTreeMap<NoticeKind, OfKind>);

#[derive(Default)]
struct OfKind {
    about: BTreeSet<Subject>,
    due: Option<Instant>,
    told_at: Option<Instant>,
}

impl Gathered {
    /// Notes something to tell.
    pub(crate) fn note(&mut self, kind: NoticeKind, about: Subject, now: Instant) {
        let of_kind = self.0.entry(kind).or_default();
        of_kind.about.insert(about);
        if of_kind.due.is_none() {
            let at_best = if kind == NoticeKind::Asking {
                now
            } else {
                now.plus(GATHER)
            };
            let allowed = of_kind.told_at.map(|told_at| told_at.plus(APART));
            of_kind.due = Some(allowed.map_or(at_best, |allowed| allowed.max(at_best)));
        }
    }

    /// Leaves out what is no longer so.
    pub(crate) fn keep(&mut self, kind: NoticeKind, is_so: impl Fn(&Subject) -> bool) {
        if let Some(of_kind) = self.0.get_mut(&kind) {
            of_kind.about.retain(is_so);
            if of_kind.about.is_empty() {
                of_kind.due = None;
            }
        }
    }

    /// Leaves out everything that waits: it was of another world.
    pub(crate) fn clear(&mut self) {
        for of_kind in self.0.values_mut() {
            of_kind.about.clear();
            of_kind.due = None;
        }
    }

    /// When the next is to be told.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.values().filter_map(|of_kind| of_kind.due).min()
    }

    /// What is to be told now.
    pub(crate) fn take_due(&mut self, now: Instant) -> Vec<(NoticeKind, BTreeSet<Subject>)> {
        let is_due = |of_kind: &OfKind| of_kind.due.is_some_and(|due| due <= now);
        let due = self.0.iter_mut().filter(|(_, of_kind)| is_due(of_kind));
        due.map(|(kind, of_kind)| {
            of_kind.due = None;
            of_kind.told_at = Some(now);
            (*kind, std::mem::take(&mut of_kind.about))
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use keeper_core::identifier::HubId;

    use super::*;

    const NOW: Instant = Instant::after_start(Duration::from_secs(1_000));

    fn after(seconds: u64) -> Instant {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn account(number: i64) -> Subject {
        Subject::Account(HubId(number))
    }

    #[test]
    fn many_within_seconds_are_one() {
        let mut gathered = Gathered::default();
        for number in 0..3 {
            let at = after(u64::try_from(number).unwrap());
            gathered.note(NoticeKind::Expiring, account(number), at);
        }
        assert_eq!(gathered.next(), Some(after(3)), "the first one's time");
        assert!(gathered.take_due(after(2)).is_empty());
        let due = gathered.take_due(after(3));
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].1.len(), 3);
        assert_eq!(gathered.next(), None);
    }

    #[test]
    fn a_kind_comes_once_a_minute_and_kinds_do_not_hinder_each_other() {
        let mut gathered = Gathered::default();
        gathered.note(NoticeKind::Expiring, account(1), NOW);
        assert_eq!(gathered.take_due(after(3)).len(), 1);
        gathered.note(NoticeKind::Expiring, account(2), after(4));
        assert_eq!(gathered.next(), Some(after(63)));
        gathered.note(NoticeKind::Waiting, account(3), after(5));
        assert_eq!(gathered.next(), Some(after(8)));
        gathered.note(NoticeKind::Expiring, account(4), after(61));
        assert_eq!(gathered.take_due(after(8)).len(), 1);
        let due = gathered.take_due(after(63));
        assert_eq!(due[0].1.len(), 2, "what came meanwhile is told with it");
    }

    #[test]
    fn an_answer_that_asks_is_told_at_once() {
        let mut gathered = Gathered::default();
        gathered.note(NoticeKind::Asking, account(1), NOW);
        assert_eq!(gathered.take_due(NOW).len(), 1);
    }

    #[test]
    fn what_is_no_longer_so_is_not_told() {
        let mut gathered = Gathered::default();
        gathered.note(NoticeKind::Expiring, account(1), NOW);
        gathered.note(NoticeKind::Expiring, account(2), NOW);
        gathered.keep(NoticeKind::Expiring, |about| *about == account(2));
        assert_eq!(gathered.take_due(after(3))[0].1.len(), 1);
        gathered.note(NoticeKind::Expiring, account(1), after(4));
        gathered.keep(NoticeKind::Expiring, |_| false);
        assert_eq!(gathered.next(), None);
    }
}
