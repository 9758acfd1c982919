//! A harmless call: reading the account behind an installation. It proves the
//! access token, keeps a test account alive, and shows what is left of
//! HubSpot's rate limit.

use std::sync::Arc;
use std::time::Duration;

use crate::account::Account;
use crate::activity::{Activity, ActivityKind};
use crate::error::Problem;
use crate::event::Event;
use crate::identifier::{HubId, InstallationId};
use crate::limiter::Priority;
use crate::needs::{AccountDetails, Change};

use super::Engine;
use super::credentials::failed;
use super::refresh::about;

/// What came of a harmless call.
#[derive(Clone, Debug)]
pub struct TestCall {
    /// What HubSpot says of the account, and of the answer itself.
    pub details: AccountDetails,
    /// How long the answer took.
    pub took: Duration,
    /// Whether the access token was refreshed first.
    pub refreshed: bool,
}

impl Engine {
    /// Reads the account behind an installation with a living access token.
    ///
    /// # Errors
    /// [`crate::Code::TokenGone`], [`crate::Code::VaultLocked`], what a
    /// refresh that was needed says, or what HubSpot answered; that is written
    /// into the activity, and nothing else is changed: a refused access token
    /// says nothing about the refresh token.
    pub async fn test_call(self: &Arc<Self>, id: InstallationId) -> Result<TestCall, Problem> {
        let (tokens, refreshed) = self.living_tokens(id).await?;
        let installation = self.installation(id).await?;
        let app = self.needs.vault.app(installation.app).await?;
        let began = self.now();
        let priority = Priority::person();
        let answer = self.call_account(&app, &tokens.access, &priority).await;
        let now = self.now();
        let activity = match &answer {
            Ok(details) => Activity {
                correlation_id: details.receipt.correlation_id.clone(),
                ..Activity::new(now, ActivityKind::Called)
            },
            Err(failure) => failed(now, ActivityKind::CallFailed, failure),
        };
        let mut changes = vec![Change::Record(about(&installation, activity))];
        changes.extend(
            answer
                .as_ref()
                .ok()
                .map(|details| Change::PutAccount(account_of(details, installation.hub_id, now))),
        );
        self.needs.vault.commit(changes).await?;
        let details = answer.map_err(|failure| failure.problem)?;
        self.tell(Event::AccountsChanged);
        Ok(TestCall {
            details,
            took: now.since(began),
            refreshed,
        })
    }
}

/// What the answer says of the account, and that it was called now.
pub(super) fn account_of(
    details: &AccountDetails,
    hub_id: HubId,
    now: crate::Timestamp,
) -> Account {
    Account {
        name: details.name.clone(),
        account_type: details.account_type,
        ui_domain: details.ui_domain.clone(),
        data_hosting: details.data_hosting.clone(),
        time_zone: details.time_zone.clone(),
        last_call_at: Some(now),
        ..Account::with_hub_id(hub_id, now)
    }
}
