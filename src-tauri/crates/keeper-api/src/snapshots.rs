//! Lists whose order is kept, to be read in windows: rows never move under
//! the pointer, and what has moved since is counted instead.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use keeper_core::error::{Code, Problem};
use keeper_core::identifier::InstallationId;

use crate::requests::{InstallationFilter, InstallationSort};
use crate::views::FacetsView;

/// How many lists are remembered. The one that wasn't read for the longest is
/// forgotten first, so that one on screen stays.
const LISTS_KEPT: usize = 16;

/// Names of lists, all different: one world's list is none in another.
static LAST_NAME: AtomicU64 = AtomicU64::new(0);

/// A list whose order is kept.
pub struct Snapshot {
    /// What was asked.
    pub filter: InstallationFilter,
    /// In which order.
    pub sort: InstallationSort,
    /// The order.
    pub order: Vec<InstallationId>,
    /// The numbers, as of [`Snapshot::as_of`].
    pub facets: FacetsView,
    /// How many rows have moved since, as of [`Snapshot::as_of`].
    pub stale: usize,
    /// The index's version that the numbers are of.
    pub as_of: u64,
}

/// The lists that are remembered, the one that was read last at the end.
#[derive(Default)]
pub struct Snapshots {
    kept: VecDeque<(u64, Snapshot)>,
}

impl Snapshots {
    /// Remembers a list.
    pub fn keep(&mut self, snapshot: Snapshot) -> u64 {
        let name = LAST_NAME.fetch_add(1, Ordering::Relaxed) + 1;
        if self.kept.len() == LISTS_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((name, snapshot));
        name
    }

    /// The list of this name.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`].
    pub fn find(&mut self, name: u64) -> Result<&mut Snapshot, Problem> {
        let place = self.kept.iter().position(|(kept, _)| *kept == name);
        let found = place.and_then(|place| self.kept.remove(place));
        self.kept.push_back(found.ok_or(Code::SnapshotGone)?);
        let last = self.kept.back_mut().map(|(_, snapshot)| snapshot);
        last.ok_or_else(|| Code::SnapshotGone.into())
    }
}

/// How many rows have moved from `then` to `now`, are missing or new: the
/// fewest that would have to be taken out for the rest to stand in order. One
/// new row at the top is one, though every other row shifts.
pub fn moved(then: &[InstallationId], now: &[InstallationId]) -> usize {
    let places: HashMap<_, _> = then.iter().zip(0usize..).collect();
    let kept: Vec<usize> = now
        .iter()
        .filter_map(|id| places.get(id).copied())
        .collect();
    let gone_or_new = then.len() + now.len() - 2 * kept.len();
    gone_or_new + kept.len() - longest_rise(&kept)
}

/// The length of the longest rising subsequence, by patience sorting.
fn longest_rise(numbers: &[usize]) -> usize {
    let mut tops: Vec<usize> = Vec::new();
    for number in numbers {
        let pile = tops.partition_point(|top| top < number);
        match tops.get_mut(pile) {
            Some(top) => *top = *number,
            None => tops.push(*number),
        }
    }
    tops.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Snapshot {
        Snapshot {
            filter: InstallationFilter::default(),
            sort: InstallationSort::default(),
            order: vec![InstallationId::make_random()],
            facets: FacetsView::default(),
            stale: 0,
            as_of: 0,
        }
    }

    #[test]
    fn a_list_that_is_read_stays_and_others_go() {
        let mut snapshots = Snapshots::default();
        let (shown, left) = (snapshots.keep(list()), snapshots.keep(list()));
        let order = snapshots.find(shown).unwrap().order.clone();
        for _ in 0..10 * LISTS_KEPT {
            snapshots.keep(list());
            assert_eq!(snapshots.find(shown).unwrap().order, order);
        }
        assert_eq!(snapshots.kept.len(), LISTS_KEPT, "memory is bounded");
        let gone = snapshots.find(left).err().unwrap();
        assert_eq!(gone.code, Code::SnapshotGone);
    }

    #[test]
    fn two_worlds_never_name_a_list_alike() {
        let (mut one, mut other) = (Snapshots::default(), Snapshots::default());
        let name = one.keep(list());
        other.keep(list());
        assert!(other.find(name).is_err());
    }

    #[test]
    fn only_what_moved_is_counted() {
        let ids: Vec<_> = (0..6).map(|_| InstallationId::make_random()).collect();
        let order = |places: &[usize]| places.iter().map(|place| ids[*place]).collect::<Vec<_>>();
        let then = order(&[0, 1, 2, 3, 4]);
        for (now, expected) in [
            (order(&[0, 1, 2, 3, 4]), 0),
            (order(&[5, 0, 1, 2, 3, 4]), 1),
            (order(&[4, 0, 1, 2, 3]), 1),
            (order(&[0, 1, 3, 4]), 1),
            (order(&[1, 0, 3, 2, 4]), 2),
            (order(&[]), 5),
        ] {
            assert_eq!(moved(&then, &now), expected);
        }
    }
}
