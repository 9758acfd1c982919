//! The tray's menu, as a value.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use keeper_core::Timestamp;
use keeper_core::app::App;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, InstallationId};
use keeper_core::text::one_line;

use crate::catalogue::{counted, filled, text};
use crate::index::{Entry, Index, What};
use crate::listing;
use crate::outside::Place;
use crate::views::Language;

/// Accounts named under one app, of each kind; the window has the rest.
const NAMED_AT_MOST: usize = 10;
/// Apps named; the window has the rest.
const APPS_AT_MOST: usize = 20;
/// Longest name in a menu, in characters.
const NAME_LIMIT: usize = 60;

/// What the tray shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrayMenu {
    /// What is said where the pointer rests.
    pub tooltip: String,
    /// How many installations need a person.
    pub badge: usize,
    /// The menu, from the top.
    pub items: Vec<TrayItem>,
}

/// A line of the tray's menu. Labels are plain text on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrayItem {
    /// Something to do.
    Action {
        /// What it is called.
        label: String,
        /// What it does.
        action: TrayAction,
    },
    /// A menu of its own.
    Submenu {
        /// What it is called.
        label: String,
        /// Its lines.
        items: Vec<TrayItem>,
    },
    /// A line between groups.
    Separator,
}

/// What the tray, or a click on a notification, can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayAction {
    /// Brings the window to the front.
    Open,
    /// Brings it to the front at a place.
    Show(Place),
    /// Refreshes every installation of an app.
    Refresh(AppId),
    /// Reauthorizes an installation in the system browser.
    Reauthorize(InstallationId),
    /// Copies an installation's access token.
    CopyToken(InstallationId),
    /// Locks the vault.
    Lock,
    /// Ends the program.
    Quit,
}

/// What may be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything; also locking, if there is a way back.
    Open {
        /// Whether the vault can be locked.
        lockable: bool,
    },
    /// A passphrase is needed first.
    Locked,
    /// Looking only, or nothing can be opened.
    Still,
}

/// The menu as of `now`.
pub fn menu(index: &Index, now: Timestamp, standing: Standing, language: Language) -> TrayMenu {
    let badge = needs_person(index, now);
    let tooltip = match badge {
        0 => text(language, "tray.tooltip"),
        count => counted(language, "tray.tooltip_needs", count, &[]),
    };
    let action = |key, action| TrayItem::Action {
        label: text(language, key),
        action,
    };
    let mut items = vec![action("tray.open", TrayAction::Open)];
    match standing {
        Standing::Open { lockable } => {
            items.extend(of_apps(index, now, language));
            items.push(TrayItem::Separator);
            items.extend(lockable.then(|| action("tray.lock", TrayAction::Lock)));
        }
        Standing::Locked => items.push(action("tray.unlock", TrayAction::Open)),
        Standing::Still => {}
    }
    items.push(action("tray.quit", TrayAction::Quit));
    TrayMenu {
        tooltip,
        badge,
        items,
    }
}

fn needs_person(index: &Index, now: Timestamp) -> usize {
    let needs = |entry: &&Entry| {
        let app = index.apps.get(&entry.what.app());
        listing::health_of(entry, app, now).needs_person()
    };
    index.entries.values().filter(needs).count()
}

/// An app's installations, as far as the menu names them.
#[derive(Default)]
struct OfApp<'a> {
    to_reauthorize: Vec<&'a Entry>,
    with_token: Vec<&'a Entry>,
}

fn of_apps(index: &Index, now: Timestamp, language: Language) -> Vec<TrayItem> {
    let mut apps: BTreeMap<(&str, AppId), OfApp<'_>> = BTreeMap::new();
    for entry in index.entries.values() {
        let app = index.apps.get(&entry.what.app());
        let health = listing::health_of(entry, app, now);
        if matches!(entry.what, What::Grant(_)) || health.is_gone() {
            continue;
        }
        let of_app = apps.entry((&entry.app_key, entry.what.app())).or_default();
        if matches!(
            health,
            Health::NeedsReauthorization | Health::TokenUnreadable
        ) {
            of_app.to_reauthorize.push(entry);
        }
        if health.has_token() {
            of_app.with_token.push(entry);
        }
    }
    let more = apps.len() > APPS_AT_MOST;
    let named = apps.into_iter().take(APPS_AT_MOST);
    let submenus = named.map(|((_, id), of_app)| submenu(index, id, of_app, language));
    let mut items: Vec<_> = submenus.collect();
    items.extend(more.then(|| more_in_the_window(Place::Installations, language)));
    if !items.is_empty() {
        items.insert(0, TrayItem::Separator);
    }
    items
}

fn submenu(index: &Index, id: AppId, of_app: OfApp<'_>, language: Language) -> TrayItem {
    let label = app_name(index.apps.get(&id), language);
    let refresh = TrayItem::Action {
        label: filled(language, "tray.refresh_all", &[("app", &label)]),
        action: TrayAction::Refresh(id),
    };
    let mut items = vec![refresh];
    let groups = [
        (
            of_app.to_reauthorize,
            "tray.reauthorize",
            TrayAction::Reauthorize as fn(InstallationId) -> TrayAction,
        ),
        (
            of_app.with_token,
            "tray.copy_token",
            TrayAction::CopyToken as fn(InstallationId) -> TrayAction,
        ),
    ];
    for (entries, key, action) in groups {
        if entries.is_empty() {
            continue;
        }
        items.push(TrayItem::Separator);
        let more = entries.len() > NAMED_AT_MOST;
        items.extend(first_by_name(entries).map(|entry| TrayItem::Action {
            label: filled(
                language,
                key,
                &[("account", &account_name(index, entry, language))],
            ),
            action: action(entry.what.id()),
        }));
        items.extend(more.then(|| more_in_the_window(Place::InstallationsOf(id), language)));
    }
    TrayItem::Submenu { label, items }
}

/// Only these are put in order: an app may have 100,000.
fn first_by_name(mut entries: Vec<&Entry>) -> impl Iterator<Item = &Entry> {
    if entries.len() > NAMED_AT_MOST {
        entries.select_nth_unstable_by(NAMED_AT_MOST, by_name);
        entries.truncate(NAMED_AT_MOST);
    }
    entries.sort_by(by_name);
    entries.into_iter()
}

fn by_name(left: &&Entry, right: &&Entry) -> Ordering {
    let (one, other) = (&left.account_key, &right.account_key);
    let by_key = (one.is_none(), one).cmp(&(other.is_none(), other));
    let number = |entry: &Entry| (entry.what.hub_id(), entry.what.id());
    by_key.then_with(|| number(left).cmp(&number(right)))
}

fn more_in_the_window(place: Place, language: Language) -> TrayItem {
    TrayItem::Action {
        label: text(language, "tray.more"),
        action: TrayAction::Show(place),
    }
}

/// An app's name on one line.
pub(crate) fn app_name(app: Option<&App>, language: Language) -> String {
    let name = app.map(|app| one_line(&app.draft.name, NAME_LIMIT));
    let name = name.filter(|name| !name.is_empty());
    name.unwrap_or_else(|| text(language, "tray.unnamed_app"))
}

/// What a row's account is called, on one line.
pub(crate) fn account_name(index: &Index, entry: &Entry, language: Language) -> String {
    let hub_id = entry.what.hub_id();
    let account = hub_id.and_then(|hub_id| index.accounts.get(&hub_id));
    let name = account.and_then(|account| Some(one_line(account.label()?, NAME_LIMIT)));
    let name = name.filter(|name| !name.is_empty());
    name.unwrap_or_else(|| {
        let hub = hub_id.map(|hub_id| hub_id.to_string()).unwrap_or_default();
        filled(language, "tray.unnamed_account", &[("hub", &hub)])
    })
}

#[cfg(test)]
mod tests;
