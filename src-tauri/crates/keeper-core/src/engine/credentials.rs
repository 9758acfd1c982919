//! An app's credentials for a call, and what a refusal of them says.

use crate::activity::{Activity, ActivityKind, Actor};
use crate::app::{App, AppFault};
use crate::error::{Code, Problem};
use crate::needs::{CallFailure, Change, Client, ClientSecrets, Verdict};

use super::Engine;

/// The credentials of one app: the present secret, and during a rotation the
/// former.
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
    pub(super) fn fault_cleared(app: &App) -> Option<Change> {
        app.fault.as_ref().map(|_| Change::SetAppFault {
            app: app.id,
            fault: None,
        })
    }

    /// What a refusal of the profile changes: one finding at the app, said
    /// once, instead of one at each installation.
    pub(super) fn fault_found(&self, app: &App, failure: &CallFailure) -> Vec<Change> {
        let is_new = app
            .fault
            .as_ref()
            .is_none_or(|fault| fault.code != failure.problem.code);
        if failure.verdict != Verdict::ProfileWrong || !is_new {
            return Vec::new();
        }
        let fault = AppFault {
            code: failure.problem.code,
            since: self.now(),
            correlation_id: failure.correlation_id.clone(),
        };
        vec![
            Change::SetAppFault {
                app: app.id,
                fault: Some(fault),
            },
            Change::Record(Activity {
                app: Some(app.id),
                ..failed(self.now(), ActivityKind::ProfileRefused, failure)
            }),
        ]
    }
}

/// An activity about a failed call.
pub(super) fn failed(at: crate::Timestamp, kind: ActivityKind, failure: &CallFailure) -> Activity {
    Activity {
        code: Some(failure.problem.code),
        hubspot_status: failure.hubspot_status.clone(),
        correlation_id: failure.correlation_id.clone(),
        by: Actor::Person,
        ..Activity::new(at, kind)
    }
}
