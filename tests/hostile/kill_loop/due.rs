//! What a person did, and what must be true of an account after it.

use serde_json::Value;

/// What a person does to one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Install,
    Reauthorize,
    Refresh,
    Revoke,
    Uninstall,
}

impl Deed {
    /// Whether it needs the redirect listener.
    pub fn is_flow(self) -> bool {
        matches!(self, Self::Install | Self::Reauthorize)
    }
}

/// How a deed ended; none where the kill came first.
#[derive(Clone, Debug)]
pub enum End {
    /// The program said that it is done; of a flow, the installation.
    Done(Value),
    /// The program said that it isn't.
    Refused,
}

/// What must be true of an account's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Never installed, as far as the program ever said.
    Nothing,
    /// Installed or reauthorized, the program said so, and nothing has ended it.
    Usable(Value),
    /// Revoked or uninstalled, or found dead.
    Ended(Value),
    /// A kill came between, so that either may be true; the row is there if it was before.
    Unknown(Option<Value>),
    /// A refresh whose answer replaces the token was cut off: the token may be gone.
    Doubtful(Value),
}

impl Due {
    /// The row that must be there.
    pub fn row(&self) -> Option<&Value> {
        match self {
            Self::Nothing => None,
            Self::Usable(id) | Self::Ended(id) | Self::Doubtful(id) => Some(id),
            Self::Unknown(id) => id.as_ref(),
        }
    }

    /// What a person may do next.
    pub fn deeds(&self) -> &'static [Deed] {
        match self {
            Self::Nothing => &[Deed::Install],
            Self::Ended(_) | Self::Unknown(_) | Self::Doubtful(_) => {
                &[Deed::Install, Deed::Reauthorize]
            }
            Self::Usable(_) => &[
                Deed::Refresh,
                Deed::Refresh,
                Deed::Reauthorize,
                Deed::Install,
                Deed::Revoke,
                Deed::Uninstall,
            ],
        }
    }

    /// What is due after a deed. `replaced` tells whether HubSpot answered with another token
    /// than the one before.
    pub fn after(&self, deed: Deed, end: Option<&End>, replaced: bool) -> Self {
        match (deed, end, self) {
            (Deed::Install | Deed::Reauthorize, Some(End::Done(id)), _) => Self::Usable(id.clone()),
            (Deed::Revoke | Deed::Uninstall, Some(End::Done(_)), before) => {
                Self::Ended(before.row().cloned().unwrap_or_default())
            }
            (Deed::Refresh, Some(End::Done(_)), before) => before.clone(),
            (Deed::Refresh, _, Self::Usable(id)) if replaced => Self::Doubtful(id.clone()),
            (Deed::Refresh, _, before) => before.clone(),
            // The token from before lives on beside what may have come.
            (Deed::Install | Deed::Reauthorize, _, Self::Usable(id)) => Self::Usable(id.clone()),
            (_, _, before) => Self::Unknown(before.row().cloned()),
        }
    }
}

/// Whether a health says that the token works.
pub fn is_good(health: &str) -> bool {
    ["healthy", "scopes_behind"].contains(&health)
}
