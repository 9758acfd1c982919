//! Making an installation of a grant, or setting it aside.

use crate::Timestamp;
use crate::account::Account;
use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::grant::{Grant, GrantState};
use crate::health::Condition;
use crate::identifier::HubId;
use crate::installation::{Annotation, Installation};
use crate::needs::{AccountDetails, Change, Introspection, TokenChange};

use super::Engine;
use super::credentials::Credentials;
use super::settle::Settled;

impl Engine {
    pub(super) async fn quarantine(
        &self,
        grant: &Grant,
        found: HubId,
        problem: Problem,
    ) -> Result<Settled, Problem> {
        let state = GrantState::Quarantined {
            found,
            expected: grant.expected,
            other_app: problem.code == Code::AppMismatch,
        };
        self.set_aside(grant, found, state, problem).await
    }

    /// A grant that was started elsewhere waits for a person's word, with all
    /// that they need to tell whether it is theirs.
    pub(super) async fn ask_whether_meant(
        &self,
        grant: &Grant,
        who: Introspection,
        found: HubId,
        details: Option<AccountDetails>,
    ) -> Result<Settled, Problem> {
        let state = GrantState::Unconfirmed {
            found,
            name: details.and_then(|details| details.name),
            domain: who.hub_domain,
            user: who.user.or_else(|| who.user_id.map(|id| id.to_string())),
        };
        let problem = Problem::new(Code::GrantUnconfirmed).with("found_hub_id", found.0);
        self.set_aside(grant, found, state, problem).await
    }

    async fn set_aside(
        &self,
        grant: &Grant,
        found: HubId,
        state: GrantState,
        problem: Problem,
    ) -> Result<Settled, Problem> {
        let set_aside = Grant {
            hub_id: Some(found),
            state,
            ..grant.clone()
        };
        let activity = Activity {
            app: Some(grant.app),
            hub_id: Some(found),
            installation: grant.renews,
            code: Some(problem.code),
            ..Activity::new(self.now(), ActivityKind::Quarantined)
        };
        let changes = vec![Change::PutGrant(set_aside), Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        Ok(Settled::Quarantined(problem))
    }

    pub(super) async fn save(
        &self,
        grant: &Grant,
        credentials: &Credentials,
        who: Introspection,
        hub_id: HubId,
        details: Option<AccountDetails>,
    ) -> Result<Settled, Problem> {
        let user_id = who.user_id.filter(|_| who.is_user_level);
        let known = self
            .needs
            .vault
            .installation_of(grant.app, hub_id, user_id)
            .await?;
        let id = known.as_ref().map_or(grant.id, |known| known.id);
        let _lock = self.hold_row(id).await?;
        let renewed = known.is_some();
        let has_answered = who.active;
        let account = account_from(&who, hub_id, details, self.now());
        let installation = self.installation_from(grant, who, hub_id, known);
        let mut changes = vec![
            Change::PutAccount(account),
            Change::Record(installed_activity(&installation, renewed, self.now())),
            Change::PutInstallation {
                installation,
                tokens: TokenChange::TakeFromGrant(grant.id),
            },
        ];
        if has_answered {
            changes.extend(self.fault_cleared(&credentials.app));
        }
        self.needs.vault.commit(changes).await?;
        Ok(Settled::Installed {
            id,
            hub_id,
            renewed,
        })
    }

    fn installation_from(
        &self,
        grant: &Grant,
        who: Introspection,
        hub_id: HubId,
        known: Option<Installation>,
    ) -> Installation {
        let now = self.now();
        let installed_by = who.user.or_else(|| who.user_id.map(|id| id.to_string()));
        let granted = who.scopes.unwrap_or_else(|| grant.granted.clone());
        Installation {
            id: known.as_ref().map_or(grant.id, |known| known.id),
            app: grant.app,
            hub_id,
            user_id: who.user_id.filter(|_| who.is_user_level),
            condition: Condition::Working,
            proven_at: Some(now),
            requested: grant.requested.clone(),
            granted,
            installed_by: installed_by
                .or_else(|| known.as_ref().and_then(|known| known.installed_by.clone())),
            installed_at: known.as_ref().map_or(now, |known| known.installed_at),
            authorized_at: now,
            last_error: None,
            forgotten_at: None,
            prints: None,
            annotation: known.map_or_else(Annotation::default, |known| known.annotation),
        }
    }
}

fn account_from(
    who: &Introspection,
    hub_id: HubId,
    details: Option<AccountDetails>,
    now: Timestamp,
) -> Account {
    let answered = details.is_some();
    let details = details.unwrap_or_default();
    Account {
        name: details.name,
        domain: who.hub_domain.clone(),
        account_type: details.account_type,
        ui_domain: details.ui_domain,
        data_hosting: details.data_hosting,
        time_zone: details.time_zone,
        last_call_at: answered.then_some(now),
        ..Account::with_hub_id(hub_id, now)
    }
}

fn installed_activity(installation: &Installation, renewed: bool, now: Timestamp) -> Activity {
    let kind = if renewed {
        ActivityKind::Reauthorized
    } else {
        ActivityKind::Installed
    };
    Activity {
        app: Some(installation.app),
        hub_id: Some(installation.hub_id),
        installation: Some(installation.id),
        ..Activity::new(now, kind)
    }
}
