//! The frame of the window.

use crate::views::{SettingsView, WorldView};
use keeper_core::error::{Code, Problem};
use keeper_core::identifier::HubId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// No arguments, or no answer but that it was done.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// Chooses the world.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WorldRequest {
    /// Which.
    pub world: WorldView,
}

/// Ends the program.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct QuitRequest {
    /// Whether answers of HubSpot's that aren't saved may be lost.
    #[serde(default)]
    pub lose_answers: bool,
}

/// Settings to be changed; those that aren't named stay as they are. A proxy's
/// address may have been typed with its credentials, so that `Debug` tells
/// nothing.
#[derive(Clone, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "Partial<SettingsView>")]
pub struct SettingsPatch(serde_json::Map<String, serde_json::Value>);

impl std::fmt::Debug for SettingsPatch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SettingsPatch([redacted])")
    }
}

impl SettingsPatch {
    /// The settings with these changes.
    ///
    /// # Errors
    /// [`Code::ArgumentsInvalid`] with the `field`.
    pub fn over(self, before: &SettingsView) -> Result<SettingsView, Problem> {
        let mut settings = serde_json::to_value(before)
            .map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        if let Some(fields) = settings.as_object_mut() {
            fields.extend(self.0);
        }
        serde_path_to_error::deserialize(settings).map_err(|error| {
            let field = error.path().to_string();
            Problem::new(Code::ArgumentsInvalid).with("field", field)
        })
    }
}

/// A page that can be opened in the system browser. Rust builds the address.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum LinkRequest {
    /// The account at HubSpot.
    Account {
        /// Which.
        hub_id: HubId,
    },
    /// The account's Connected Apps page.
    ConnectedApps {
        /// Which.
        hub_id: HubId,
    },
    /// HubSpot's documentation.
    Docs {
        /// About what.
        topic: DocsTopic,
    },
}

/// What HubSpot's documentation is opened about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocsTopic {
    /// OAuth.
    Oauth,
    /// Scopes.
    Scopes,
    /// Test accounts.
    TestAccounts,
    /// Creating an app.
    CreateApp,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_named_stays_and_what_does_not_fit_is_named() {
        let patch = |value| serde_json::from_value::<SettingsPatch>(value).unwrap();
        let before = SettingsView {
            proxy_url: "http://proxy.example".into(),
            ..SettingsView::default()
        };
        let after = patch(json!({"compact": true})).over(&before).unwrap();
        assert!(after.compact && after.proxy_url == before.proxy_url);
        let problem = patch(json!({"activity_days": "many"})).over(&before);
        assert_eq!(problem.unwrap_err().args["field"], "activity_days");
    }
}
