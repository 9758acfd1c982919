//! What HubSpot's CLI knows: read only when a person says so, and of it only
//! numbers, names and types.

use keeper_core::error::{Code, Problem};
use keeper_projects::CliAccounts;

use crate::disk;
use crate::requests::Nothing;
use crate::views::{CliAccountView, CliAccountsView};

use super::{At, Reply};

pub async fn cli_accounts(desk: At<'_>, _: Nothing) -> Reply<CliAccountsView> {
    let found = disk::read(find).await?;
    let world = desk.world();
    let index = world.index().await?;
    let accounts = found.accounts.into_iter();
    Ok(CliAccountsView {
        path: found.path.display().to_string(),
        accounts: accounts
            .map(|account| CliAccountView {
                known: index.accounts.contains_key(&account.hub_id),
                hub_id: account.hub_id,
                name: account.name,
                account_type: account.account_type,
            })
            .collect(),
    })
}

fn find() -> Result<CliAccounts, Problem> {
    let home = dirs::home_dir().ok_or(Code::CliConfigMissing)?;
    keeper_projects::cli_accounts(&home, &|name| std::env::var_os(name))
}
