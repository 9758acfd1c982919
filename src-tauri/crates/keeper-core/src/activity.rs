//! Activity: what happened, when, to which app and account.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;
use crate::error::Code;
use crate::identifier::{AppId, HubId, InstallationId};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// An app profile was saved.
    AppSaved,
    /// An app profile was removed.
    AppRemoved,
    /// The app was installed from here.
    Installed,
    /// An installation was authorized again.
    Reauthorized,
    /// An installation started elsewhere was waited for.
    Armed,
    /// An authorization ended without a grant.
    InstallFailed,
    /// A grant for another account or app was set aside.
    Quarantined,
    /// A grant that was set aside was discarded.
    GrantDiscarded,
    /// The refresh token was proven good.
    Refreshed,
    /// HubSpot refused the refresh token.
    RefreshRefused,
    /// A refresh failed for a passing reason.
    RefreshPostponed,
    /// The app's profile was refused.
    ProfileRefused,
    /// The sealed tokens were found missing or impossible to decrypt.
    TokenUnreadable,
    /// The program had ended while HubSpot was being asked.
    OutcomeUnknown,
    /// HubSpot accepted the app's credentials after it had refused them.
    ProfileAccepted,
    /// The access token was copied.
    TokenCopied,
    /// A harmless call was answered.
    Called,
    /// A harmless call was refused.
    CallFailed,
    /// HubSpot doesn't have the wanted version of a call; another one was
    /// taken.
    VersionMissing,
    /// The refresh token was revoked.
    Revoked,
    /// The app was uninstalled.
    Uninstalled,
    /// An exit failed.
    ExitFailed,
    /// The installation was forgotten here.
    Forgotten,
    /// A forgotten installation was brought back.
    Restored,
    /// The vault was locked.
    VaultLocked,
    /// The vault was unlocked.
    VaultUnlocked,
    /// A way to open the vault was added, changed or taken away.
    VaultChanged,
    /// A backup took the place of the vault.
    VaultRestored,
    /// An account was added by hand.
    AccountAdded,
    /// A note or tag was changed.
    Annotated,
}

/// One line of the activity list. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActivityKind,
    /// To which app.
    pub app: Option<AppId>,
    /// To which account.
    pub hub_id: Option<HubId>,
    /// To which installation.
    pub installation: Option<InstallationId>,
    /// What went wrong, if anything did.
    pub code: Option<Code>,
    /// HubSpot's own `status`, if it sent one.
    pub hubspot_status: Option<String>,
    /// HubSpot's correlation ID, if it sent one.
    pub correlation_id: Option<String>,
    /// By whom: a person, the schedule.
    pub by: Actor,
}

/// On whose behalf something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person at this computer.
    Person,
    /// The daily proof or a retry.
    Schedule,
}

impl Activity {
    /// An entry that names nothing yet.
    #[must_use]
    pub fn new(at: Timestamp, kind: ActivityKind) -> Self {
        Self {
            at,
            kind,
            app: None,
            hub_id: None,
            installation: None,
            code: None,
            hubspot_status: None,
            correlation_id: None,
            by: Actor::Person,
        }
    }
}

/// Which entries are wanted. Newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityQuestion {
    /// Of this app only.
    pub app: Option<AppId>,
    /// Of this account only.
    pub hub_id: Option<HubId>,
    /// Of this installation only.
    pub installation: Option<InstallationId>,
    /// Of these kinds only; empty means all.
    pub kinds: Vec<ActivityKind>,
    /// Only those at which something went wrong.
    pub failures_only: bool,
    /// Words that the app's or account's name, the domain, the hub ID, the
    /// code, HubSpot's status or the correlation ID must hold; each of them.
    pub search: String,
    /// From then on.
    pub since: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
    /// How many to pass over.
    pub offset: usize,
    /// How many at the most.
    pub limit: usize,
}
