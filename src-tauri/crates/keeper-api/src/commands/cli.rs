//! What HubSpot's CLI knows: read only when a person says so.

use crate::requests::Nothing;
use crate::views::CliAccountsView;

use super::{At, Reply};

pub async fn cli_accounts(_: At<'_>, _: Nothing) -> Reply<CliAccountsView> {
    Err(keeper_core::Code::Internal.into())
}
