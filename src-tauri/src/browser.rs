//! The system browser. What may be opened is decided before it comes here.

use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Answer, Browser};

/// Opens addresses the way the desktop does.
pub(crate) struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open<'a>(&'a self, url: &'a str) -> Answer<'a, ()> {
        let url = url.to_owned();
        Box::pin(async move {
            // Finding the opener may touch slow disks; no call of the window waits for that.
            let opened = tokio::task::spawn_blocking(move || {
                tauri_plugin_opener::open_url(url, None::<&str>)
            });
            match opened.await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(Problem::new(Code::BrowserFailed).because(error)),
                Err(error) => Err(Problem::new(Code::BrowserFailed).because(error)),
            }
        })
    }
}
