//! What HubSpot's CLI knows.

use keeper_core::account::AccountType;
use keeper_core::identifier::HubId;
use serde::Serialize;
use ts_rs::TS;

/// Accounts that HubSpot's CLI knows: numbers, names and types only.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CliAccountsView {
    /// The file that was read.
    pub path: String,
    /// The accounts.
    pub accounts: Vec<CliAccountView>,
}

/// One account of HubSpot's CLI.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CliAccountView {
    /// Hub ID.
    pub hub_id: HubId,
    /// Its name in the CLI.
    pub name: Option<String>,
    /// Its type.
    pub account_type: AccountType,
    /// Whether it is known here already.
    pub known: bool,
}
