//! Practice HubSpot in this process, for a bridge without another target.

use std::path::PathBuf;

use keeper_api::{PracticeAccount, PracticeApp, PracticeHost, PracticeStarted};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Answer;
use keeper_practice::{AccountListing, AppListing, Practice};
use tokio::sync::OnceCell;

/// Starts Practice HubSpot once, without its control.
#[derive(Default)]
pub struct InProcessPractice(OnceCell<Practice>);

impl PracticeHost for InProcessPractice {
    fn start(&self, world_file: PathBuf) -> Answer<'_, PracticeStarted> {
        Box::pin(async move {
            let options = keeper_practice::Options {
                world: Some(world_file),
                control: false,
                ..keeper_practice::Options::default()
            };
            let start = async || Practice::start(options).await;
            let practice = self
                .0
                .get_or_try_init(start)
                .await
                .map_err(|cause| Problem::new(Code::PracticeUnavailable).because(cause))?;
            Ok(PracticeStarted {
                api: practice.api().to_owned(),
                pages: practice.pages().to_owned(),
                apps: practice.apps().into_iter().map(app).collect(),
                accounts: practice.accounts().into_iter().map(account).collect(),
            })
        })
    }
}

fn app(listing: AppListing) -> PracticeApp {
    PracticeApp {
        name: listing.name,
        app_id: i64::try_from(listing.app_id).unwrap_or_default(),
        client_id: listing.client_id,
        client_secret: listing.client_secret,
        redirect_urls: listing.redirect_urls,
        required_scopes: listing.required_scopes,
        conditionally_required_scopes: listing.conditionally_required_scopes,
        optional_scopes: listing.optional_scopes,
    }
}

fn account(listing: AccountListing) -> PracticeAccount {
    let spelled = serde_json::to_value(listing.kind).unwrap_or_default();
    PracticeAccount {
        hub_id: i64::try_from(listing.hub_id).unwrap_or_default(),
        name: listing.name,
        domain: listing.domain,
        account_type: spelled.as_str().unwrap_or_default().to_owned(),
    }
}
