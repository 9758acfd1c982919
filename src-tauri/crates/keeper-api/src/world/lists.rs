//! What a world's lists answer: rows, windows of an order that is kept, counts.

use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

use keeper_core::error::{Code, Problem};
use keeper_core::health::Health;
use keeper_core::identifier::InstallationId;
use tokio::sync::MutexGuard;

use super::World;
use crate::index::{Entry, Index};
use crate::listing::{self, Listed};
use crate::requests::{
    ChosenRequest, InstallationFilter, InstallationQueryRequest, InstallationSort,
};
use crate::snapshots::{self, Snapshot};
use crate::views::{CountsView, InstallationPageView, InstallationRowView};

/// The most rows that one question is answered with.
pub const WINDOW_LIMIT: usize = 500;

impl World {
    /// The lists in memory, fresh.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn index(&self) -> Result<MutexGuard<'_, Index>, Problem> {
        let mut index = self.index.lock().await;
        let unsaved = self.engine.unsaved_answers().into_iter();
        index.unsaved = unsaved.map(|answer| answer.owner).collect();
        index.freshen(self.store.as_ref(), &self.stale).await?;
        Ok(index)
    }

    /// Takes healths from another computer: what was seen there is shown, and
    /// not what could be seen here.
    pub async fn take_healths(&self, told: HashMap<InstallationId, Health>) {
        self.index.lock().await.told = told;
        self.stale.all();
    }

    /// One row.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`].
    pub async fn entry(&self, id: InstallationId) -> Result<(Entry, InstallationRowView), Problem> {
        let index = self.index().await?;
        let entry = index.entries.get(&id).ok_or(Code::InstallationUnknown)?;
        Ok((entry.clone(), self.row(&index, entry)))
    }

    /// Every row of a list, in its order.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn rows(
        &self,
        filter: &InstallationFilter,
        sort: InstallationSort,
    ) -> Result<Vec<InstallationRowView>, Problem> {
        let index = self.index().await?;
        let listed = listing::list(&index, filter, sort, self.engine.now());
        let entries = listed.order.iter().filter_map(|id| index.entries.get(id));
        Ok(entries.map(|entry| self.row(&index, entry)).collect())
    }

    /// The rows that were chosen and still exist, in an order.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`]; what the vault can't read.
    pub async fn rows_among(
        &self,
        chosen: ChosenRequest,
        sort: InstallationSort,
    ) -> Result<Vec<InstallationRowView>, Problem> {
        let ids: HashSet<_> = self.chosen(chosen)?.into_iter().collect();
        let mut rows = self.rows(&InstallationFilter::default(), sort).await?;
        rows.retain(|row| ids.contains(&row.id));
        Ok(rows)
    }

    fn row(&self, index: &Index, entry: &Entry) -> InstallationRowView {
        let is_refreshing = |id| self.engine.is_refreshing(id);
        listing::row(index, entry, self.engine.now(), is_refreshing)
    }

    /// A window of a list, made anew or read on.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`].
    pub async fn query(
        &self,
        request: InstallationQueryRequest,
    ) -> Result<InstallationPageView, Problem> {
        let index = self.index().await?;
        let window = (request.offset, request.limit.min(WINDOW_LIMIT));
        let mut snapshots = self
            .snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let name = match request.snapshot {
            Some(name) => name,
            None => {
                let made = self.snapshot(&index, request.filter, request.sort);
                if !request.keep {
                    return Ok(self.page(&index, None, &made, window));
                }
                snapshots.keep(made)
            }
        };
        let snapshot = snapshots.find(name)?;
        self.count_again(&index, snapshot);
        Ok(self.page(&index, Some(name), snapshot, window))
    }

    fn page(
        &self,
        index: &Index,
        name: Option<u64>,
        snapshot: &Snapshot,
        (offset, limit): (usize, usize),
    ) -> InstallationPageView {
        let window = snapshot.order.iter().skip(offset).take(limit);
        InstallationPageView {
            snapshot: name,
            total: snapshot.order.len(),
            unfiltered: index.entries.len(),
            stale: snapshot.stale,
            facets: snapshot.facets.clone(),
            rows: window
                .filter_map(|id| index.entries.get(id))
                .map(|entry| self.row(index, entry))
                .collect(),
        }
    }

    fn snapshot(
        &self,
        index: &Index,
        filter: InstallationFilter,
        sort: InstallationSort,
    ) -> Snapshot {
        let Listed { order, facets } = listing::list(index, &filter, sort, self.engine.now());
        Snapshot {
            filter,
            sort,
            order,
            facets,
            stale: 0,
            as_of: index.version,
        }
    }

    /// Brings the numbers of a list up to date; its order stays.
    fn count_again(&self, index: &Index, snapshot: &mut Snapshot) {
        if snapshot.as_of == index.version {
            return;
        }
        let now = self.engine.now();
        let now = listing::list(index, &snapshot.filter, snapshot.sort, now);
        snapshot.stale = snapshots::moved(&snapshot.order, &now.order);
        snapshot.facets = now.facets;
        snapshot.as_of = index.version;
    }

    /// The installations that were chosen.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`].
    pub fn chosen(&self, request: ChosenRequest) -> Result<Vec<InstallationId>, Problem> {
        let (snapshot, except) = match request {
            ChosenRequest::Ids { ids } => return Ok(ids),
            ChosenRequest::Snapshot { snapshot, except } => (snapshot, except),
        };
        let except: HashSet<_> = except.into_iter().collect();
        let mut snapshots = self
            .snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let order = &snapshots.find(snapshot)?.order;
        let kept = order.iter().filter(|id| !except.contains(id));
        Ok(kept.copied().collect())
    }

    /// Numbers for the sidebar.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn counts(&self) -> Result<CountsView, Problem> {
        let index = self.index().await?;
        let now = self.engine.now();
        let mut counts = CountsView {
            accounts: index.accounts.len(),
            apps: index.apps.len(),
            ..CountsView::default()
        };
        for entry in index.entries.values() {
            let app = index.apps.get(&entry.what.app());
            let health = listing::health_of(entry, app, now);
            counts.installations += usize::from(!health.is_gone());
            counts.needs_person += usize::from(health.needs_person());
            counts.has_token += usize::from(health.has_token());
        }
        Ok(counts)
    }
}
