//! The calls against a server that answers with canned bytes.
//!
//! `good`: what is sent and how a good answer is read. `hostile`: answers that
//! nobody wished for. `versions`: the two dated versions. `secrets`: what is
//! told of secrets, in logs too. `certificates`: whom the
//! secrets are told to.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod certificates;
mod good;
mod hostile;
mod secrets;
mod stand;
mod versions;

use std::time::Duration;

use keeper_core::app::ApiVersion;
use keeper_core::needs::{Client, CodeExchange};
use keeper_core::secret::{AccessToken, AuthorizationCode, ClientSecret, RefreshToken};
use keeper_hubspot::{Options, OverHttp, Target};
use stand::Stand;

/// Secrets that may stand nowhere but on the wire.
const CANARIES: [&str; 4] = [
    "CANARY-SECRET",
    "CANARY-CODE",
    "CANARY-REFRESH",
    "CANARY-ACCESS",
];

fn hubspot(stand: &Stand) -> OverHttp {
    with(stand, Options::default())
}

fn hasty(stand: &Stand) -> OverHttp {
    with(
        stand,
        Options {
            call_deadline: Duration::from_millis(300),
            ..Options::default()
        },
    )
}

fn with(stand: &Stand, options: Options) -> OverHttp {
    OverHttp::build(Target::parse(&stand.base).unwrap(), &options).unwrap()
}

fn client(api_version: ApiVersion) -> Client {
    Client {
        client_id: "11111111-2222-4333-8444-555555555555".into(),
        secret: ClientSecret::new(CANARIES[0]),
        api_version,
    }
}

fn present() -> Client {
    client(ApiVersion::V2026_09)
}

fn code() -> CodeExchange {
    CodeExchange {
        code: AuthorizationCode::new(CANARIES[1]),
        redirect_url: "http://localhost:3917/oauth callback".replace(' ', "-"),
        verifier: None,
    }
}

fn refresh_token() -> RefreshToken {
    RefreshToken::new(CANARIES[2])
}

fn access_token() -> AccessToken {
    AccessToken::new(CANARIES[3])
}
