//! An app's credentials for a call, and what a refusal of them says.

use std::time::Duration;

use crate::activity::{Activity, ActivityKind};
use crate::app::{App, AppFault};
use crate::error::{Code, Problem};
use crate::needs::{CallFailure, Change, Client, ClientSecrets, Verdict};
use crate::random;

use super::Engine;

/// The credentials of one app: its client secret and, while a rotation is
/// under way, the previous one.
pub(super) struct Credentials {
    pub app: App,
    secrets: ClientSecrets,
}

impl Credentials {
    /// The client that is tried first.
    pub fn present(&self) -> Client {
        self.client(self.secrets.present.clone())
    }

    /// The client that is tried once when HubSpot refuses the present secret.
    pub fn former(&self) -> Option<Client> {
        self.secrets
            .former
            .clone()
            .map(|secret| self.client(secret))
    }

    fn client(&self, secret: crate::secret::ClientSecret) -> Client {
        Client {
            client_id: self.app.draft.client_id.clone(),
            secret,
            api_version: self.app.draft.api_version,
        }
    }
}

impl Engine {
    /// Reads an app's credentials.
    pub(super) async fn credentials(
        &self,
        app: crate::identifier::AppId,
    ) -> Result<Credentials, Problem> {
        let app = self.needs.vault.app(app).await?;
        let secrets = self.needs.vault.client_secrets(app.id).await?;
        let secrets = secrets.ok_or(Code::ClientSecretMissing)?;
        Ok(Credentials { app, secrets })
    }

    /// What a good answer changes at the app: an open finding is over.
    pub(super) fn fault_cleared(&self, app: &App) -> Vec<Change> {
        if app.fault.is_none() {
            return Vec::new();
        }
        let accepted = Activity {
            app: Some(app.id),
            ..Activity::new(self.now(), ActivityKind::ProfileAccepted)
        };
        vec![
            Change::SetAppFault {
                app: app.id,
                fault: None,
            },
            Change::Record(accepted),
        ]
    }

    /// What a refusal of the profile changes: one finding at the app instead of
    /// one at each installation. A finding that stands already only counts one
    /// more try, from which the background checks take their back-off.
    pub(super) fn fault_found(&self, app: &App, failure: &CallFailure) -> Vec<Change> {
        if failure.verdict != Verdict::ProfileWrong {
            return Vec::new();
        }
        let code = failure.problem.code;
        let before = app.fault.as_ref().filter(|fault| fault.code == code);
        let tries = before.map_or(0, |fault| fault.tries);
        let wait = fault_back_off(tries, make_jitter());
        let fault = AppFault {
            code,
            since: before.map_or(self.now(), |fault| fault.since),
            correlation_id: failure.correlation_id.clone(),
            tries: tries.saturating_add(1),
            next_try_at: Some(self.now().plus(wait)),
        };
        let mut changes = vec![Change::SetAppFault {
            app: app.id,
            fault: Some(fault),
        }];
        if before.is_none() {
            changes.push(Change::Record(Activity {
                app: Some(app.id),
                ..failed(self.now(), ActivityKind::ProfileRefused, failure)
            }));
        }
        changes
    }
}

/// Whether a refusal of the profile tells something that the app's finding
/// doesn't tell already.
pub(super) fn is_new_fault(app: &App, failure: &CallFailure) -> bool {
    let known = app.fault.as_ref().map(|fault| fault.code);
    failure.verdict == Verdict::ProfileWrong && known != Some(failure.problem.code)
}

const MOST_ALONE: Duration = Duration::from_secs(6 * 60 * 60);
/// More than an app is ever left alone.
pub(super) const ALONE_AT_MOST: Duration = MOST_ALONE.saturating_mul(2);

/// How long the background checks leave an app alone after its profile was
/// refused `tries` times before: 2 minutes doubling to 6 hours, moved by up to
/// a quarter either way by `jitter` in 0..=1.
fn fault_back_off(tries: u32, jitter: f64) -> Duration {
    let doubled = 120u64.saturating_mul(1 << tries.min(12));
    let factor = 0.75 + jitter.clamp(0.0, 1.0) / 2.0;
    Duration::from_secs(doubled).min(MOST_ALONE).mul_f64(factor)
}

/// A random number in 0..=1; the middle when the system has no randomness.
pub(super) fn make_jitter() -> f64 {
    let mut bytes = [0u8; 4];
    random::fill(&mut bytes).map_or(0.5, |()| {
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    })
}

/// An activity about a failed call.
pub(super) fn failed(at: crate::Timestamp, kind: ActivityKind, failure: &CallFailure) -> Activity {
    Activity {
        code: Some(failure.problem.code),
        hubspot_status: failure.hubspot_status.clone(),
        correlation_id: failure.correlation_id.clone(),
        ..Activity::new(at, kind)
    }
}
