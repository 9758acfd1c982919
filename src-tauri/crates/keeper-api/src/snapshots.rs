//! Lists whose order is kept, to be read in windows: rows never move under
//! the pointer, and what has moved since is counted instead.

use std::collections::VecDeque;

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
    /// The index's version that the numbers are of, and whether the vault was
    /// open then.
    pub as_of: (u64, bool),
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

/// How many rows stand elsewhere in `now` than in `then`, are missing or new.
pub fn moved(then: &[InstallationId], now: &[InstallationId]) -> usize {
    let common = then.len().min(now.len());
    let elsewhere = then.iter().zip(now).filter(|(old, new)| old != new).count();
    elsewhere + then.len().max(now.len()) - common
}
