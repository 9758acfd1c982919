//! Trying a client secret that was just saved.

use std::sync::Arc;

use crate::activity::Actor;
use crate::app::AppFault;
use crate::error::{Code, Problem};
use crate::event::{Event, SecretResult};
use crate::health::Condition;
use crate::identifier::{AppId, InstallationId};
use crate::installation::Installation;
use crate::limiter::Priority;
use crate::needs::{Change, Selection};

use super::Engine;
use super::refresh::RefreshResult;

/// How many installations are tried when HubSpot says that a token is dead.
const TRIES: usize = 3;

/// What came of trying a secret.
struct Checked {
    result: SecretResult,
    recovered: usize,
    code: Option<Code>,
}

impl Checked {
    fn without_yes(result: SecretResult, code: Option<Code>) -> Self {
        Self {
            result,
            recovered: 0,
            code,
        }
    }
}

impl Engine {
    /// Tries an app's client secret beside the caller, by refreshing one of its
    /// installations, and tells what came of it. Only a good answer clears the
    /// app's fault.
    pub fn check_secret(self: &Arc<Self>, app: AppId) {
        let engine = Arc::clone(self);
        self.run_beside(async move {
            let checked = engine.try_secret(app).await;
            // A vault that can't be read for now leaves it to the next check.
            let untried =
                |problem: Problem| Checked::without_yes(SecretResult::Untried, Some(problem.code));
            let checked = checked.unwrap_or_else(untried);
            engine.tell(Event::SecretChecked {
                app,
                result: checked.result,
                recovered: checked.recovered,
                code: checked.code,
            });
        });
    }

    async fn try_secret(self: &Arc<Self>, app: AppId) -> Result<Checked, Problem> {
        let was_faulty = self.end_back_off(app).await?;
        let mut dead = None;
        for one in self.usable(app).await?.iter().take(TRIES) {
            let (result, code) = match self.refresh_anew(one.id).await {
                RefreshResult::Proven(_) => {
                    return Ok(Checked {
                        result: SecretResult::Accepted,
                        recovered: self.recovered(app, was_faulty).await?,
                        code: None,
                    });
                }
                // A dead token says nothing about the secret.
                RefreshResult::Refused(problem) => {
                    dead = Some(problem.code);
                    continue;
                }
                RefreshResult::ProfileWrong(problem)
                    if problem.code != Code::ClientSecretMissing =>
                {
                    (SecretResult::Refused, problem.code)
                }
                RefreshResult::ProfileWrong(problem)
                | RefreshResult::Postponed(problem)
                | RefreshResult::Failed(problem) => (SecretResult::Untried, problem.code),
            };
            return Ok(Checked::without_yes(result, Some(code)));
        }
        Ok(Checked::without_yes(SecretResult::Untried, dead))
    }

    /// The app's installations that a secret can be tried with, the most
    /// promising first.
    async fn usable(&self, app: AppId) -> Result<Vec<Installation>, Problem> {
        let mut all = self.needs.vault.installations(Selection::Kept).await?;
        all.retain(|one| is_usable(one, app));
        all.sort_by_key(|one| std::cmp::Reverse((one.proven_at, one.id)));
        Ok(all)
    }

    /// How many installations the app's fault held and holds no longer.
    async fn recovered(&self, app: AppId, was_faulty: bool) -> Result<usize, Problem> {
        let is_faulty = self.needs.vault.app(app).await?.fault.is_some();
        match was_faulty && !is_faulty {
            true => Ok(self.usable(app).await?.len()),
            false => Ok(0),
        }
    }

    /// Not joined to a refresh in flight, which has the secret before.
    async fn refresh_anew(self: &Arc<Self>, id: InstallationId) -> RefreshResult {
        let result = match self.hold_row(id).await {
            Ok(_lock) => {
                let priority = Priority::person();
                self.refresh_locked(id, Actor::Person, &priority).await
            }
            Err(problem) => RefreshResult::Failed(problem),
        };
        self.tell_changed(id);
        result
    }

    /// What was refused says nothing about the secret that was saved: when
    /// HubSpot doesn't answer now, the background checks try it soon. Whether
    /// the app has a fault.
    async fn end_back_off(&self, app: AppId) -> Result<bool, Problem> {
        let Some(fault) = self.needs.vault.app(app).await?.fault else {
            return Ok(false);
        };
        let fault = AppFault {
            tries: 0,
            next_try_at: None,
            ..fault
        };
        let change = Change::SetAppFault {
            app,
            fault: Some(fault),
        };
        self.needs.vault.commit(vec![change]).await?;
        Ok(true)
    }
}

fn is_usable(installation: &Installation, app: AppId) -> bool {
    let is_alive = matches!(
        installation.condition,
        Condition::Working | Condition::Retrying { .. }
    );
    installation.app == app && is_alive && installation.prints.is_some()
}
