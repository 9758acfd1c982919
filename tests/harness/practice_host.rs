//! Practice HubSpot in this process, for a bridge without another target.

use std::path::PathBuf;

use keeper_api::{PracticeAccount, PracticeApp, PracticeHost, PracticeStarted};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Answer;
use keeper_practice::{AccountListing, AppListing, Approval, Practice};
use tokio::sync::Mutex;

/// Runs Practice HubSpot while it is wanted, without its control.
#[derive(Default)]
pub struct InProcessPractice(Mutex<Option<Practice>>);

impl PracticeHost for InProcessPractice {
    fn start(&self, world_file: PathBuf) -> Answer<'_, PracticeStarted> {
        Box::pin(async move {
            let mut running = self.0.lock().await;
            let practice = match running.take() {
                Some(practice) => practice,
                None => started(world_file).await?,
            };
            let line = PracticeStarted {
                api: practice.api().to_owned(),
                pages: practice.pages().to_owned(),
                apps: practice.apps().into_iter().map(app).collect(),
                accounts: practice.accounts().into_iter().map(account).collect(),
            };
            *running = Some(practice);
            Ok(line)
        })
    }

    fn stop(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            if let Some(practice) = self.0.lock().await.take() {
                practice.shutdown().await;
            }
            Ok(())
        })
    }
}

impl InProcessPractice {
    /// Where the browser is sent after consent; panics on a refusal.
    pub async fn consent(&self, authorize_url: &str, hub_id: u64) -> String {
        let running = self.0.lock().await;
        let practice = running.as_ref().expect("Practice HubSpot runs");
        match practice.approve(authorize_url, hub_id).await {
            Ok(Approval::Redirect(redirect)) => redirect,
            other => panic!("consent was not given: {other:?}"),
        }
    }

    /// Its API's base URL, while it runs.
    pub async fn api(&self) -> Option<String> {
        let running = self.0.lock().await;
        running.as_ref().map(|practice| practice.api().to_owned())
    }
}

async fn started(world_file: PathBuf) -> Result<Practice, Problem> {
    let options = keeper_practice::Options {
        world: Some(world_file),
        control: false,
        ..keeper_practice::Options::default()
    };
    Practice::start(options)
        .await
        .map_err(|cause| Problem::new(Code::PracticeUnavailable).because(cause))
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
