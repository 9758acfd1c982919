//! The way to HubSpot.

use keeper_core::secret::SecretSetting;
use serde::{Deserialize, Deserializer};
use ts_rs::TS;

/// The credentials of the proxy in the settings.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ProxyCredentialsRequest {
    /// The user.
    #[serde(deserialize_with = "secret")]
    #[ts(type = "string")]
    pub user: SecretSetting,
    /// The password; may be empty.
    #[serde(deserialize_with = "secret")]
    #[ts(type = "string")]
    pub password: SecretSetting,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretSetting, D::Error> {
    String::deserialize(deserializer).map(SecretSetting::new)
}
