//! Identifiers: what tells one app, account, installation or flow from another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::random;

macro_rules! random_identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
        )]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(Uuid);

        impl $name {
            /// A new random identifier.
            #[must_use]
            pub fn make_random() -> Self {
                Self(random_uuid())
            }

            /// The identifier whose UUID is `uuid`.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID beneath.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

fn random_uuid() -> Uuid {
    let mut bytes = [0u8; 16];
    match random::fill(&mut bytes) {
        Ok(()) => uuid::Builder::from_random_bytes(bytes).into_uuid(),
        Err(_) => Uuid::new_v4(),
    }
}

random_identifier!(
    /// Names one app profile on this computer. Not HubSpot's app ID.
    AppId
);
random_identifier!(
    /// Names one installation: one app on one account. A grant that waits to
    /// become an installation has one too, and a new installation takes over
    /// the identifier of its grant, so that a row never changes its name.
    InstallationId
);
random_identifier!(
    /// Names one authorization in progress. Lives in memory only.
    FlowId
);
random_identifier!(
    /// Names one batch of refreshes. Lives in memory only.
    BatchId
);

/// HubSpot's number for an account (formerly portal ID).
///
/// HubSpot's specification says `int32` in places; kept as `i64` because
/// account numbers have outgrown narrower types before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct HubId(pub i64);

impl std::fmt::Display for HubId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}
