//! What the start of the program finds of calls that an earlier run made and
//! whose answers it never saved: the process ended in between.

use std::sync::Arc;

use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::health::{self, RefreshVerdict};
use crate::installation::{Installation, LastError};
use crate::intent::Intent;
use crate::needs::{Change, Selection, TokenChange};

use super::Engine;

impl Engine {
    /// Marks what an earlier run left open: nobody knows what HubSpot did. An
    /// installation is tried again soon, and shown as [`Code::OutcomeUnknown`]
    /// until then; of an exchange nothing is left but a line of activity. Call
    /// it once, before anything else is done with the vault; it needs no key.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn recover(self: &Arc<Self>) -> Result<(), Problem> {
        for intent in self.needs.vault.intents().await? {
            let ids = Selection::Ids(vec![intent.owner]);
            let known = self.needs.vault.installations(ids).await?;
            let mut changes = vec![self.outcome_unknown(&intent)];
            changes.extend(known.into_iter().next().map(|known| self.doubted(known)));
            self.save_or_keep(intent.owner, changes).await?;
        }
        Ok(())
    }

    fn outcome_unknown(&self, intent: &Intent) -> Change {
        Change::Record(Activity {
            app: Some(intent.app),
            hub_id: intent.hub_id,
            installation: intent.renews.or(Some(intent.owner)),
            code: Some(Code::OutcomeUnknown),
            ..Activity::new(self.now(), ActivityKind::OutcomeUnknown)
        })
    }

    fn doubted(&self, before: Installation) -> Change {
        let now = self.now();
        let again = RefreshVerdict::Later {
            wait: std::time::Duration::ZERO,
        };
        Change::PutInstallation {
            installation: Installation {
                condition: health::after_refresh(before.condition, again, now),
                last_error: Some(LastError {
                    code: Code::OutcomeUnknown,
                    hubspot_status: None,
                    correlation_id: None,
                    at: now,
                }),
                ..before
            },
            tokens: TokenChange::Keep,
        }
    }
}
