//! Installations: one app on one account.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;
use crate::error::Code;
use crate::grant::TokenPrints;
use crate::health::Condition;
use crate::identifier::{AppId, HubId, InstallationId};

/// How eagerly an installation's tokens are kept alive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeepAlive {
    /// Proven once a day.
    #[default]
    Daily,
    /// The access token is renewed before it expires, all day.
    AlwaysFresh,
    /// Only when a person asks.
    Off,
}

/// What a person wrote about an installation. Changed by nobody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// Free text.
    pub notes: String,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// How eagerly it is kept alive.
    pub keep_alive: KeepAlive,
}

/// The last answer of HubSpot's that wasn't good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastError {
    /// What it meant.
    pub code: Code,
    /// HubSpot's own `status`, such as `BAD_REFRESH_TOKEN`.
    pub hubspot_status: Option<String>,
    /// HubSpot's correlation ID.
    pub correlation_id: Option<String>,
    /// When it came.
    pub at: Timestamp,
}

/// One app on one account, as kept. Its tokens are sealed elsewhere.
///
/// Invariant: at most one installation of an app on an account (and user,
/// for user-level apps) that isn't forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Its name; stays through every reauthorization.
    pub id: InstallationId,
    /// The app.
    pub app: AppId,
    /// The account.
    pub hub_id: HubId,
    /// The user, for user-level apps only.
    pub user_id: Option<i64>,
    /// Facts about the refresh token.
    pub condition: Condition,
    /// When the refresh token was last proven good.
    pub proven_at: Option<Timestamp>,
    /// What the last authorization asked for.
    pub requested: Vec<String>,
    /// What is granted.
    pub granted: Vec<String>,
    /// Who authorized it (e-mail address, else user ID as text).
    pub installed_by: Option<String>,
    /// When it was first installed from here.
    pub installed_at: Timestamp,
    /// When it was last authorized.
    pub authorized_at: Timestamp,
    /// The last answer that wasn't good; cleared by a good one.
    pub last_error: Option<LastError>,
    /// When it was forgotten; sealed tokens are kept 30 days from then.
    pub forgotten_at: Option<Timestamp>,
    /// Fingerprints of the tokens kept; none when they are wiped. Filled by
    /// the vault from what it seals.
    pub prints: Option<TokenPrints>,
    /// What a person wrote. [`crate::needs::Change::PutInstallation`] leaves
    /// what is kept as it is.
    pub annotation: Annotation,
}
