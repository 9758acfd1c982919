//! Trying a client secret that was just saved.

use std::sync::Arc;

use crate::activity::Actor;
use crate::error::Problem;
use crate::health::Condition;
use crate::identifier::AppId;
use crate::installation::Installation;
use crate::limiter::Priority;
use crate::needs::Selection;

use super::Engine;
use super::refresh::RefreshResult;

/// How many installations are tried when HubSpot says that a token is dead.
const TRIES: usize = 3;

impl Engine {
    /// Tries an app's client secret beside the caller, by refreshing one of its
    /// installations. Only a good answer clears the app's fault.
    pub fn check_secret(self: &Arc<Self>, app: AppId) {
        let engine = Arc::clone(self);
        self.run_beside(async move {
            // A vault that can't be read for now leaves it to the next check.
            let _ = engine.try_secret(app).await;
        });
    }

    async fn try_secret(self: &Arc<Self>, app: AppId) -> Result<(), Problem> {
        let all = self.needs.vault.installations(Selection::Kept).await?;
        let mut usable: Vec<_> = all.iter().filter(|one| is_usable(one, app)).collect();
        usable.sort_by_key(|one| std::cmp::Reverse((one.proven_at, one.id)));
        for one in usable.iter().take(TRIES) {
            let priority = Priority::person();
            let result = self.refresh(one.id, Actor::Person, &priority).await;
            // A dead token says nothing about the secret.
            if !matches!(result, RefreshResult::Refused(_)) {
                break;
            }
        }
        Ok(())
    }
}

fn is_usable(installation: &Installation, app: AppId) -> bool {
    let is_alive = matches!(
        installation.condition,
        Condition::Working | Condition::Retrying { .. }
    );
    installation.app == app && is_alive && installation.prints.is_some()
}
