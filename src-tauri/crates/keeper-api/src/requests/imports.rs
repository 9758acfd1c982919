//! Taking up what exists already: refresh tokens from elsewhere.

use keeper_core::identifier::{AppId, BatchId, HubId};
use keeper_core::secret::RefreshToken;
use serde::{Deserialize, Deserializer};
use ts_rs::TS;

/// Makes an installation of a refresh token.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct InstallationAddRequest {
    /// The app that it belongs to.
    pub app: AppId,
    /// The token.
    #[serde(deserialize_with = "refresh_token")]
    #[ts(type = "string")]
    pub refresh_token: RefreshToken,
    /// The account that it should belong to, if that is known.
    #[serde(default)]
    #[ts(optional)]
    pub hub_id: Option<HubId>,
}

fn refresh_token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RefreshToken, D::Error> {
    let text = RefreshToken::new(String::deserialize(deserializer)?);
    Ok(RefreshToken::new(text.expose().trim()))
}

/// Takes up every refresh token of a file that a person chooses.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct InstallationImportRequest {
    /// The app that they belong to.
    pub app: AppId,
}

/// Names an import.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ImportRequest {
    /// Which.
    pub import: BatchId,
}
