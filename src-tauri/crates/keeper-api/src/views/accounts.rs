//! Accounts, the matrix, activity.

use keeper_core::Timestamp;
use keeper_core::account::AccountType;
use keeper_core::activity::{Activity, ActivityKind, Actor};
use keeper_core::app::Environment;
use keeper_core::error::Code;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

use super::RowKind;

/// One account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AccountView {
    /// Hub ID.
    pub hub_id: HubId,
    /// Its name, else domain.
    pub name: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// Its type.
    pub account_type: AccountType,
    /// Whether apps can be installed on it.
    pub can_host: bool,
    /// When this computer last made a call on it.
    pub last_call_at: Option<Timestamp>,
    /// When a developer test account expires at the earliest; none for other
    /// types. Calls from elsewhere keep it alive, too.
    pub expires_at_the_earliest: Option<Timestamp>,
    /// The installation that can make a call to keep it alive.
    pub keep_alive_by: Option<InstallationId>,
    /// How many installations it has here.
    pub installations: usize,
}

/// One cell of the matrix.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixCellView {
    /// The app.
    pub app: AppId,
    /// The installation, or the grant that waits.
    pub id: InstallationId,
    /// Which of the two.
    pub kind: RowKind,
    /// Its health.
    pub health: Health,
    /// The last thing that went wrong.
    pub code: Option<Code>,
    /// When it was last proven.
    pub proven_at: Option<Timestamp>,
    /// When the last error came.
    pub error_at: Option<Timestamp>,
}

/// One account of the matrix.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixRowView {
    /// The account.
    #[serde(flatten)]
    #[ts(flatten)]
    pub account: AccountView,
    /// Its cells; apps that aren't installed have none.
    pub cells: Vec<MatrixCellView>,
}

/// An app at the head of the matrix.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixAppView {
    /// Which.
    pub id: AppId,
    /// Its name.
    pub name: String,
    /// Its environment.
    pub environment: Environment,
}

/// A group of the matrix: the accounts of one type.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixGroupView {
    /// The type.
    pub account_type: AccountType,
    /// How many accounts of it match.
    pub accounts: usize,
    /// Its cells, by health.
    #[ts(type = "Partial<Record<Health, number>>")]
    pub health: BTreeMap<Health, usize>,
}

/// A window of the matrix, accounts sorted by type, then name.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixPageView {
    /// Apps, in the order of the columns.
    pub apps: Vec<MatrixAppView>,
    /// Groups, in the order of the rows.
    pub groups: Vec<MatrixGroupView>,
    /// How many accounts match.
    pub total: usize,
    /// Cells that have a token.
    pub has_token: usize,
    /// Cells that need a person.
    pub needs_person: usize,
    /// The accounts asked for.
    pub rows: Vec<MatrixRowView>,
}

/// One line of the activity list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ActivityView {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActivityKind,
    /// To which app.
    pub app: Option<AppId>,
    /// The app's name.
    pub app_name: Option<String>,
    /// To which account.
    pub hub_id: Option<HubId>,
    /// The account's name.
    pub account_name: Option<String>,
    /// To which installation.
    pub installation: Option<InstallationId>,
    /// What went wrong.
    pub code: Option<Code>,
    /// HubSpot's own `status`.
    pub hubspot_status: Option<String>,
    /// HubSpot's correlation ID.
    pub correlation_id: Option<String>,
    /// On whose behalf.
    pub by: Actor,
}

impl ActivityView {
    /// A line, with what its app and account are called.
    pub(crate) fn of(
        line: Activity,
        app_name: Option<String>,
        account_name: Option<String>,
    ) -> Self {
        Self {
            at: line.at,
            kind: line.kind,
            app: line.app,
            app_name,
            hub_id: line.hub_id,
            account_name,
            installation: line.installation,
            code: line.code,
            hubspot_status: line.hubspot_status,
            correlation_id: line.correlation_id,
            by: line.by,
        }
    }
}

/// A window of the activity list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ActivityPageView {
    /// How many match.
    pub total: usize,
    /// The lines asked for.
    pub rows: Vec<ActivityView>,
}
