//! Links of the program's own scheme: who opens them, and what arrives by one.

use std::time::Duration;

use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;

use super::Desk;
use crate::deep_link::{self, Link};
use crate::scheme::SchemeHandler;

impl Desk {
    /// The system's list of who takes which links.
    pub fn scheme(&self) -> &dyn SchemeHandler {
        self.scheme.as_ref()
    }

    /// Sends a link the whole way round; how long it took.
    ///
    /// # Errors
    /// [`Code::SchemeUnopened`], [`Code::SchemeSilent`].
    pub async fn test_links(&self) -> Result<Duration, Problem> {
        self.link_trip.run(self.shared.browser.as_ref()).await
    }

    /// Takes a deep link: for a flow that waits, else refused.
    pub async fn redirect_arrived(&self, url: &str) {
        let is_taken = match deep_link::parse(url) {
            Some(Link::Callback) => self.deliver(url).await,
            Some(Link::Test(nonce)) => self.link_trip.came(nonce),
            None => false,
        };
        if !is_taken {
            tracing::info!("a deep link that answers nothing in progress was refused");
            self.tell(Event::LinkRefused {
                code: Code::LinkUnexpected,
            });
        }
    }

    async fn deliver(&self, url: &str) -> bool {
        let worlds = self.open_worlds();
        worlds.iter().any(|world| world.engine.deliver(url).is_ok())
    }
}
