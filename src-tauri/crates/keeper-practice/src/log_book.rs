//! The log of requests that tests read back: bounded, and without secrets.

use std::collections::VecDeque;

use serde::Serialize;
use tokio::sync::watch;

use crate::clock::{Moment, write_moment};
use crate::faults::{Endpoint, Kind};
use crate::inbound::Facts;

/// So many of the latest entries are kept.
const KEPT: usize = 20_000;

/// One request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    /// Counts up from 1, without gaps.
    pub(crate) number: u64,
    pub(crate) at: String,
    pub(crate) method: String,
    /// Without its query.
    pub(crate) path: String,
    pub(crate) endpoint: Endpoint,
    pub(crate) client_id: Option<String>,
    pub(crate) hub_id: Option<u64>,
    /// The fingerprint of the code or token it carried.
    pub(crate) token: Option<String>,
    /// `null` when no answer went out: a fault, or the client left first.
    pub(crate) status: Option<u16>,
    pub(crate) fault: Option<Kind>,
    pub(crate) correlation_id: String,
}

/// The latest requests, in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct LogBook {
    entries: VecDeque<Entry>,
    last: u64,
    /// Sent to whenever an entry is new or has changed.
    changed: watch::Sender<()>,
}

impl LogBook {
    /// Writes a request down as it arrives; the answer's status is added by [`LogBook::answered`].
    pub(crate) fn arrived(
        &mut self,
        now: Moment,
        method: &str,
        path: &str,
        id: &str,
        facts: &Facts,
    ) -> u64 {
        self.last += 1;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            number: self.last,
            at: write_moment(now),
            method: method.to_owned(),
            path: path.to_owned(),
            endpoint: facts.endpoint,
            client_id: facts.client_id.clone(),
            hub_id: facts.hub_id,
            token: facts.token.clone(),
            status: None,
            fault: None,
            correlation_id: id.to_owned(),
        });
        self.changed.send_replace(());
        self.last
    }

    /// Changes whenever a request arrives, meets a fault or is answered.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn entry(&mut self, number: u64) -> Option<&mut Entry> {
        let first = self.entries.front()?.number;
        self.entries
            .get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// Adds the fault that meets a request.
    pub(crate) fn faulted(&mut self, number: u64, fault: Kind) {
        if let Some(entry) = self.entry(number) {
            entry.fault = Some(fault);
        }
        self.changed.send_replace(());
    }

    /// Adds the status with which a request is answered.
    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        if let Some(entry) = self.entry(number) {
            entry.status = Some(status);
        }
        self.changed.send_replace(());
    }

    /// The entries after a number, oldest first.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.number > number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_bounded_and_still_finds_its_entries() {
        let mut book = LogBook::default();
        let facts = Facts {
            endpoint: Endpoint::Refresh,
            client_id: None,
            hub_id: None,
            token: None,
        };
        for _ in 0..KEPT + 10 {
            book.arrived(0, "POST", "/x", "id", &facts);
        }
        let last = book.last;
        book.answered(last, 204);
        book.answered(1, 500);
        let entries: Vec<_> = book.after(0).collect();
        assert_eq!(entries.len(), KEPT);
        assert_eq!(entries.last().and_then(|entry| entry.status), Some(204));
        assert_eq!(book.after(last - 3).count(), 3);
    }
}
