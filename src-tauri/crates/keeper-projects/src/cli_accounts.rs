//! The accounts that HubSpot's command-line tool knows: their numbers, names
//! and types, and nothing else.
//!
//! Its configuration holds live secrets beside them. Those are skipped while
//! reading and never kept; the file's bytes are wiped; no message quotes a
//! value, only the line, column and names of fields that are known here.
//! Nothing is ever written.
//!
//! Both forms are read: `~/.hscli/config.yml` with `accounts`, and the older
//! `hubspot.config.yml` with `portals`.
//!
//! YAML is read by `serde-saphyr`: it is kept up, has no `unsafe` C parser
//! beneath, tells lines, builds no tree of the document, and bounds aliases,
//! merges, depth and events, so that an alias bomb is refused. `serde_yaml` is
//! no longer kept up, and its forks bound less.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use keeper_core::account::AccountType;
use keeper_core::identifier::HubId;
use keeper_core::text::{NAME_LIMIT, one_line};
use keeper_core::{Code, Problem};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};

use crate::disk::{self, Chosen};
use crate::fault::{Fault, about};
use crate::limits::FILE_BYTES;

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CliAccount {
    /// HubSpot's number for it.
    pub hub_id: HubId,
    /// What the developer calls it, made visible.
    pub name: Option<String>,
    /// Its type, where the file tells it.
    pub account_type: AccountType,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CliAccounts {
    /// The file.
    pub path: PathBuf,
    /// Each account once, in the file's order. Those of HubSpot's own test
    /// environment are left out.
    pub accounts: Vec<CliAccount>,
}

/// The variable that names another configuration.
const PATH_VARIABLE: &str = "HUBSPOT_CONFIG_PATH";

/// Reads the configuration where the command-line tool has it: the file that
/// `HUBSPOT_CONFIG_PATH` names, else `.hscli/config.yml` in `home`. `env` tells
/// a variable of the environment.
///
/// # Errors
/// As [`read_cli_config`].
pub fn cli_accounts(
    home: &Path,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<CliAccounts, Problem> {
    let named = env(PATH_VARIABLE).filter(|path| !path.is_empty());
    let path = named.map_or_else(|| home.join(".hscli").join("config.yml"), PathBuf::from);
    read_cli_config(&path)
}

/// Reads a configuration of either form.
///
/// # Errors
/// [`Code::CliConfigMissing`] where no such file is; [`Code::FileUnreadable`],
/// [`Code::FileTooLarge`], [`Code::FileBroken`].
pub fn read_cli_config(path: &Path) -> Result<CliAccounts, Problem> {
    if !path.try_exists().unwrap_or(true) {
        return Err(about(Code::CliConfigMissing, path));
    }
    let bytes = disk::read_bytes(path, Chosen::ByPerson, FILE_BYTES)?;
    let accounts = disk::as_text(&bytes).and_then(parse);
    Ok(CliAccounts {
        path: path.to_path_buf(),
        accounts: accounts.map_err(|fault| fault.in_file(path))?,
    })
}

/// The accounts of a configuration's text.
fn parse(text: &str) -> Result<Vec<CliAccount>, Fault> {
    let mut at = String::new();
    let read = serde_saphyr::with_deserializer_from_str_with_options(text, options(), |source| {
        serde_path_to_error::deserialize::<_, Config>(source).map_err(|error| {
            at = error.path().to_string();
            error.into_inner()
        })
    });
    let config = read.map_err(|error| fault(&error, &at))?;
    let listed = config.accounts.unwrap_or_default().into_iter();
    let all = listed.chain(config.portals.unwrap_or_default());
    Ok(merged(all.filter_map(Entry::into_account)))
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_documents: 1,
            max_depth: 32,
            max_aliases: 100,
            max_anchors: 100,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 10_000,
            max_replay_stack_depth: 8,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
    }
}

#[derive(Deserialize)]
struct Config {
    accounts: Option<Vec<Entry>>,
    portals: Option<Vec<Entry>>,
}

/// An account, only its names for itself. Fields that aren't named here, and
/// so every secret, are skipped by the parser.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    name: Option<String>,
    #[serde(default, deserialize_with = "hub_id")]
    account_id: Option<HubId>,
    #[serde(default, deserialize_with = "hub_id")]
    portal_id: Option<HubId>,
    env: Option<String>,
    account_type: Option<String>,
    sandbox_account_type: Option<String>,
}

const NO_NUMBER: &str = "expected an account’s number";

fn hub_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HubId>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(number) if number > 0 => Ok(Some(HubId(number))),
        _ => Err(D::Error::custom(NO_NUMBER)),
    }
}

impl Entry {
    fn into_account(self) -> Option<CliAccount> {
        let hub_id = self.account_id.or(self.portal_id)?;
        if self.env.is_some_and(|env| env.eq_ignore_ascii_case("qa")) {
            return None;
        }
        let name = self.name.map(|name| one_line(&name, NAME_LIMIT));
        // Without a type the command-line tool takes an account for a standard
        // one. HubSpot will tell it in time; a guess would stand in its way.
        let account_type = match (self.account_type, self.sandbox_account_type) {
            (Some(kind), _) => AccountType::parse_hubspot(&kind.to_ascii_uppercase()),
            (None, Some(_)) => AccountType::Sandbox,
            (None, None) => AccountType::Unknown,
        };
        Some(CliAccount {
            hub_id,
            name: name.filter(|name| !name.is_empty()),
            account_type,
        })
    }
}

/// Each account once; what an earlier entry doesn't know, a later one fills in.
fn merged(all: impl Iterator<Item = CliAccount>) -> Vec<CliAccount> {
    let mut places: BTreeMap<HubId, usize> = BTreeMap::new();
    let mut merged: Vec<CliAccount> = Vec::new();
    for account in all {
        let place = *places.entry(account.hub_id).or_insert(merged.len());
        let Some(known) = merged.get_mut(place) else {
            merged.push(account);
            continue;
        };
        known.name = known.name.take().or(account.name);
        if known.account_type == AccountType::Unknown {
            known.account_type = account.account_type;
        }
    }
    merged
}

/// Names of fields that may be told. A key that isn't known may be anything.
const FIELDS: &[&str] = &[
    "accounts",
    "portals",
    "name",
    "accountId",
    "portalId",
    "env",
    "accountType",
    "sandboxAccountType",
];

/// What may be told of a mistake: its place, and a reason of our own. The
/// library's messages may quote values.
fn fault(error: &serde_saphyr::Error, at: &str) -> Fault {
    let message = error.without_snippet().to_string();
    let reason = match message.contains(NO_NUMBER) {
        true => NO_NUMBER,
        false => "it isn’t written as HubSpot’s command-line tool writes it",
    };
    let place = error.location();
    let number = |number: u64| usize::try_from(number).unwrap_or(1).max(1);
    let (line, column) = place.map_or((1, 1), |place| {
        (number(place.line()), number(place.column()))
    });
    let fault = Fault::new(line, column, reason);
    let is_known = |part: &str| {
        let field = part.split_once('[').map_or(part, |(field, _)| field);
        FIELDS.contains(&field)
    };
    let known: Vec<_> = at.split('.').take_while(|part| is_known(part)).collect();
    match known.is_empty() {
        true => fault,
        false => fault.at(known.join(".")),
    }
}
