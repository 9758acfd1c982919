//! The commands' bodies, one module per noun. Each takes the desk and its
//! request, and answers with a view.

mod accounts;
mod activity;
mod apps;
mod backups;
mod calls;
mod cli;
mod doctor;
mod exits;
mod imports;
mod installations;
mod installs;
mod lists;
mod logos;
mod network;
mod pages;
mod projects;
mod session;
mod vault;
mod ways;

pub use accounts::{account_add, account_list, account_remove, matrix_query};
pub use activity::{activity_export, activity_query};
pub use apps::{
    app_check, app_get, app_list, app_parse, app_remove, app_save, redirect_probe, scope_catalogue,
    scope_parse, scope_search,
};
pub use backups::{backup_list, backup_make, backup_restore};
pub use calls::{account_keep_alive, installation_call};
pub use cli::cli_accounts;
pub use doctor::{doctor_copy, doctor_run, doctor_save};
pub use exits::{
    grant_discard, grant_keep, grant_revoke, installation_forget, installation_restore,
    installation_revoke, installation_uninstall,
};
pub use imports::{
    import_cancel, import_list, import_status, installation_add, installation_import,
};
pub use installations::{
    batch_cancel, batch_list, batch_status, installation_annotate, installation_copy_token,
    installation_get, installation_query, installation_refresh,
};
pub use installs::{
    install_arm, install_cancel, install_confirm, install_list, install_open_browser,
    install_paste, install_preflight, install_start, install_status, installation_reauthorize,
};
pub use lists::installations_export;
pub use logos::{app_logo_choose, app_logo_remove};
pub use network::{
    certificates_choose, network_get, proxy_credentials_remove, proxy_credentials_save,
};
pub use pages::{page_explain, page_open_corrected};
pub use projects::{project_compare, project_export, project_open, project_read, project_update};
pub use session::{
    answers_save, link_open, session_get, session_note_use, session_quit, settings_reset,
    settings_save, status_open, status_share, world_enter,
};
pub use vault::{
    vault_add_passphrase, vault_judge_passphrase, vault_lock, vault_make_recovery_code,
    vault_remove_slot, vault_renew_key, vault_set_up, vault_start_afresh, vault_status,
    vault_unlock,
};
pub use ways::{
    relay_check, relay_export, scheme_register, scheme_remove, scheme_status, scheme_test,
};

use std::sync::Arc;

use keeper_core::error::Problem;

use crate::desk::Desk;
use crate::requests::Nothing;

/// What a command answers.
type Reply<T> = Result<T, Problem>;

/// The desk, as every command gets it.
type At<'a> = &'a Arc<Desk>;

const DONE: Reply<Nothing> = Ok(Nothing {});
