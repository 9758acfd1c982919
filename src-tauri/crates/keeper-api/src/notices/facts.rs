//! What there is to tell at a moment, and what of it is new since the last
//! look.

use std::collections::BTreeSet;
use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::engine::{FlowState, FlowStatus};
use keeper_core::health::Health;
use keeper_core::identifier::HubId;

use crate::index::{Index, What};
use crate::listing;

use super::{NoticeKind, Subject};

/// A test account with less than this left is told of.
const SOON: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What there is to tell, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    dead: BTreeSet<Subject>,
    refused: BTreeSet<Subject>,
    waiting: BTreeSet<Subject>,
    asking: BTreeSet<Subject>,
}

impl Facts {
    /// Looks.
    pub(crate) fn of(index: &Index, flows: &[FlowStatus], now: Timestamp) -> Self {
        let mut facts = Self::default();
        for entry in index.entries.values() {
            let app = index.apps.get(&entry.what.app());
            let about = Subject::Installation(entry.what.id());
            let is_kept = matches!(entry.what, What::Installation(_));
            match listing::health_of(entry, app, now) {
                Health::NeedsReauthorization => drop(facts.dead.insert(about)),
                Health::TokenUnreadable if is_kept => drop(facts.dead.insert(about)),
                Health::Quarantined => drop(facts.waiting.insert(about)),
                Health::AppProblem
                | Health::TokenUnreadable
                | Health::SecretUnavailable
                | Health::Held
                | Health::ScopesBehind
                | Health::Retrying
                | Health::Unproven
                | Health::Healthy
                | Health::Revoked
                | Health::Uninstalled => {}
            }
        }
        let refused = index.apps.values().filter(|app| app.fault.is_some());
        facts.refused = refused.map(|app| Subject::App(app.id)).collect();
        let asking = flows.iter().filter(|flow| flow.state == FlowState::Asking);
        facts.asking = asking
            .map(|flow| Subject::Flow(flow.flow, flow.app))
            .collect();
        facts
    }

    /// Each kind with what is so now.
    pub(crate) fn by_kind(&self) -> [(NoticeKind, &BTreeSet<Subject>); 4] {
        [
            (NoticeKind::Reauthorization, &self.dead),
            (NoticeKind::Profile, &self.refused),
            (NoticeKind::Waiting, &self.waiting),
            (NoticeKind::Asking, &self.asking),
        ]
    }

    /// What is so now and wasn't before.
    pub(crate) fn new_since(&self, before: &Self) -> Vec<(NoticeKind, Subject)> {
        let pairs = self.by_kind().into_iter().zip(before.by_kind());
        pairs
            .flat_map(|((kind, now), (_, before))| {
                now.difference(before).map(move |about| (kind, *about))
            })
            .collect()
    }
}

/// Test accounts that may expire within a week and haven't yet.
pub(crate) fn expiring(index: &Index, now: Timestamp) -> Vec<HubId> {
    let accounts = index.accounts.values().filter(|account| {
        let expires = account.expires_at_the_earliest();
        expires.is_some_and(|at| at > now && at.since(now) < SOON)
    });
    accounts.map(|account| account.hub_id).collect()
}
