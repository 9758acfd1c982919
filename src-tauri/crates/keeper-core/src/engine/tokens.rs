//! An installation's tokens, or the finding that they can't be read.

use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::grant::Tokens;
use crate::health::Condition;
use crate::installation::{Installation, LastError};
use crate::needs::{Change, TokenChange};

use super::Engine;
use super::refresh::about;

impl Engine {
    /// The tokens of an installation. Where they should be and aren't, or
    /// can't be decrypted, the row says so from then on.
    ///
    /// # Errors
    /// [`Code::TokenGone`] when they were wiped on purpose, or with a token
    /// that is dead; [`Code::TokenUnreadable`]; [`Code::VaultLocked`] and what
    /// else the vault can't read.
    pub(super) async fn tokens_of(&self, installation: &Installation) -> Result<Tokens, Problem> {
        match self.needs.vault.tokens(installation.id).await {
            Ok(Some(tokens)) => Ok(tokens),
            Ok(None) if !expects_tokens(installation) => Err(Code::TokenGone.into()),
            Ok(None) => {
                let cause = Problem::new(Code::TokenUnreadable).because("no tokens are saved");
                Err(self.found_unreadable(installation, cause).await)
            }
            Err(problem) if problem.code == Code::SealBroken => {
                let cause = Problem {
                    detail: problem.detail,
                    ..Problem::new(Code::TokenUnreadable)
                };
                Err(self.found_unreadable(installation, cause).await)
            }
            Err(problem) => Err(problem),
        }
    }

    /// Notes it once. A note that can't be written hides nothing: the caller
    /// is told all the same, and the next one notes it.
    async fn found_unreadable(&self, installation: &Installation, problem: Problem) -> Problem {
        if !matches!(
            installation.condition,
            Condition::Working | Condition::Retrying { .. }
        ) {
            return problem;
        }
        let now = self.now();
        let activity = Activity {
            code: Some(problem.code),
            ..about(
                installation,
                Activity::new(now, ActivityKind::TokenUnreadable),
            )
        };
        let unreadable = Installation {
            condition: Condition::Unreadable { since: now },
            last_error: Some(LastError {
                code: problem.code,
                hubspot_status: None,
                correlation_id: None,
                at: now,
            }),
            ..installation.clone()
        };
        let changes = vec![
            Change::Record(activity),
            Change::PutInstallation {
                installation: unreadable,
                tokens: TokenChange::Keep,
            },
        ];
        if self.needs.vault.commit(changes).await.is_ok() {
            self.tell_changed(installation.id);
        }
        problem
    }
}

fn expects_tokens(installation: &Installation) -> bool {
    match installation.condition {
        Condition::Working | Condition::Retrying { .. } | Condition::Unreadable { .. } => {
            installation.prints.is_some()
        }
        Condition::Dead { .. } | Condition::Revoked { .. } | Condition::Uninstalled { .. } => false,
    }
}
