//! Copying a living access token. The text goes from the vault to the
//! clipboard and nowhere else.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;
use crate::activity::{Activity, ActivityKind, Actor};
use crate::error::Problem;
use crate::event::Event;
use crate::grant::Tokens;
use crate::identifier::InstallationId;
use crate::limiter::Priority;
use crate::needs::{Change, CopyNumber};
use crate::secret::AccessToken;

use super::Engine;
use super::refresh::{RefreshResult, about};

/// A token with less than this left is refreshed before it is used.
pub const REFRESH_UNDER: Duration = Duration::from_secs(5 * 60);

/// Seconds between tries to clear a clipboard that another program has; the
/// last one repeats.
const CLEAR_WAITS: [u64; 5] = [1, 2, 5, 15, 60];

/// After so many tries a person is told that the clipboard may still hold the
/// token. Another program may have it for a moment, which is no news.
const TRIES_UNTOLD: usize = 2;

/// In which form a token is copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// The token alone.
    #[default]
    Plain,
    /// `Authorization: Bearer …`.
    Header,
    /// A line of an `.env` file.
    Env,
}

/// A token was copied.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    /// When the clipboard is cleared, if it still holds the token.
    pub clears_at: Timestamp,
    /// When the token expires.
    pub expires_at: Timestamp,
    /// Whether it was refreshed first.
    pub refreshed: bool,
}

impl Engine {
    /// Copies a living access token; the clipboard is cleared after `keeps`
    /// if it still holds it. `env_name` is the name in an `.env` line.
    ///
    /// # Errors
    /// [`crate::Code::TokenGone`], [`crate::Code::TokenUnreadable`],
    /// [`crate::Code::VaultLocked`], what a refresh that was needed says,
    /// [`crate::Code::ClipboardUnavailable`].
    pub async fn copy_token(
        self: &Arc<Self>,
        id: InstallationId,
        form: TokenForm,
        env_name: &str,
        keeps: Duration,
    ) -> Result<Copied, Problem> {
        let (tokens, refreshed) = self.living_tokens(id).await?;
        let installation = self.installation(id).await?;
        let activity = about(
            &installation,
            Activity::new(self.now(), ActivityKind::TokenCopied),
        );
        let text = written(&tokens.access, form, env_name);
        let copy = self.needs.clipboard.put(text).await?;
        let clears_at = self.now().plus(keeps);
        self.clear_later(copy, keeps);
        // The token is on the clipboard, whether or not the line can be saved.
        let record = vec![Change::Record(activity)];
        let _ = self.needs.vault.commit(record).await;
        Ok(Copied {
            clears_at,
            expires_at: tokens.access_expires_at,
            refreshed,
        })
    }

    /// Tokens whose access token lives for at least [`REFRESH_UNDER`], and
    /// whether they had to be refreshed.
    pub(super) async fn living_tokens(
        self: &Arc<Self>,
        id: InstallationId,
    ) -> Result<(Tokens, bool), Problem> {
        let tokens = {
            // A newer one may wait to be saved.
            let _lock = self.hold_row(id).await?;
            self.tokens_of(&self.installation(id).await?).await?
        };
        if self.now().plus(REFRESH_UNDER) <= tokens.access_expires_at {
            return Ok((tokens, false));
        }
        match self.refresh(id, Actor::Person, &Priority::person()).await {
            RefreshResult::Proven(tokens) => Ok((tokens, true)),
            RefreshResult::Refused(problem)
            | RefreshResult::Postponed(problem)
            | RefreshResult::ProfileWrong(problem)
            | RefreshResult::Failed(problem) => Err(problem),
        }
    }

    fn clear_later(self: &Arc<Self>, copy: CopyNumber, keeps: Duration) {
        let engine = Arc::clone(self);
        let over = self.needs.clock.sleep(keeps);
        self.run_beside(async move {
            over.await;
            engine.clear_until_done(copy).await;
        });
    }

    /// Clears the clipboard of a copy; tries again when the clipboard doesn't
    /// answer, because another program has it.
    async fn clear_until_done(&self, copy: CopyNumber) {
        let last = CLEAR_WAITS[CLEAR_WAITS.len() - 1];
        let waits = CLEAR_WAITS.into_iter().chain(std::iter::repeat(last));
        for (failed, wait) in (1..).zip(waits) {
            match self.needs.clipboard.clear(Some(copy)).await {
                Ok(true) => return self.tell(Event::ClipboardCleared),
                Ok(false) => return,
                Err(problem) if failed == TRIES_UNTOLD => {
                    self.tell(Event::ClipboardNotCleared { code: problem.code });
                }
                Err(_) => {}
            }
            self.pause(Duration::from_secs(wait)).await;
        }
    }
}

fn written(token: &AccessToken, form: TokenForm, env_name: &str) -> AccessToken {
    match form {
        TokenForm::Plain => token.clone(),
        TokenForm::Header => AccessToken::new(format!("Authorization: Bearer {}", token.expose())),
        TokenForm::Env => AccessToken::new(format!("{env_name}={}\n", token.expose())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms() {
        let token = AccessToken::new("T");
        assert_eq!(written(&token, TokenForm::Plain, "X").expose(), "T");
        assert_eq!(
            written(&token, TokenForm::Header, "X").expose(),
            "Authorization: Bearer T"
        );
        assert_eq!(written(&token, TokenForm::Env, "X").expose(), "X=T\n");
    }
}
