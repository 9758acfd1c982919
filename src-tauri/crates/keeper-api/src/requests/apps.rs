//! Apps.

use keeper_core::app::AppDraft;
use keeper_core::identifier::AppId;
use keeper_core::secret::ClientSecret;
use serde::{Deserialize, Deserializer};
use ts_rs::TS;

/// Names an app.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct AppRequest {
    /// Which.
    pub id: AppId,
}

/// A draft to be checked as it is typed; nothing is kept.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AppCheckRequest {
    /// The fields.
    pub app: AppInput,
}

/// A draft to be saved.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AppSaveRequest {
    /// The fields.
    pub app: AppInput,
}

/// What the form of an app holds.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AppInput {
    /// Which app it changes; none for a new one.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<AppId>,
    /// A new client secret; absent leaves what is kept.
    #[serde(default, deserialize_with = "optional_client_secret")]
    #[ts(type = "string", optional)]
    pub client_secret: Option<ClientSecret>,
    /// Whether the secret before is kept for a rotation.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub keep_former_secret: bool,
    /// The other fields.
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: AppDraft,
}

fn optional_client_secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ClientSecret>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(ClientSecret::new))
}

/// Text from anywhere.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct TextRequest {
    /// The text.
    pub text: String,
}

/// A redirect URL whose port is asked about.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RedirectProbeRequest {
    /// The URL.
    pub redirect_url: String,
}
