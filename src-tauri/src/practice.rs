//! Practice HubSpot inside the app: the same program as outside, without its control.

use std::path::PathBuf;

use keeper_api::{PracticeHost, PracticeStarted};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Answer;
use keeper_practice::{Options, Practice};
use tokio::sync::Mutex;

/// Runs while the practice world is shown.
#[derive(Default)]
pub(crate) struct InApp(Mutex<Option<Practice>>);

impl PracticeHost for InApp {
    fn start(&self, world_file: PathBuf) -> Answer<'_, PracticeStarted> {
        Box::pin(async move {
            let mut running = self.0.lock().await;
            let practice = match running.take() {
                Some(practice) => practice,
                None => started(world_file).await?,
            };
            let line = PracticeStarted::told(practice.start_line());
            *running = Some(practice);
            line
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

async fn started(world_file: PathBuf) -> Result<Practice, Problem> {
    let options = Options {
        world: Some(world_file),
        control: false,
        ..Options::default()
    };
    Practice::start(options)
        .await
        .map_err(|error| Problem::new(Code::PracticeUnavailable).because(error))
}
