//! Lists whose order is kept, to be read in windows: rows never move under
//! the pointer, and what has moved since is counted instead.

use std::collections::{HashMap, VecDeque};

use keeper_core::error::{Code, Problem};
use keeper_core::identifier::InstallationId;

use crate::requests::{InstallationFilter, InstallationSort};
use crate::views::FacetsView;

/// How many lists are remembered; the oldest is forgotten first.
const LISTS_KEPT: usize = 16;

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

/// The lists that are remembered.
#[derive(Default)]
pub struct Snapshots {
    kept: VecDeque<(u64, Snapshot)>,
    next: u64,
}

impl Snapshots {
    /// Remembers a list.
    pub fn keep(&mut self, snapshot: Snapshot) -> u64 {
        self.next += 1;
        if self.kept.len() == LISTS_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((self.next, snapshot));
        self.next
    }

    /// The list of this name.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`].
    pub fn find(&mut self, name: u64) -> Result<&mut Snapshot, Problem> {
        let found = self.kept.iter_mut().find(|(kept, _)| *kept == name);
        found
            .map(|(_, snapshot)| snapshot)
            .ok_or_else(|| Code::SnapshotGone.into())
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
