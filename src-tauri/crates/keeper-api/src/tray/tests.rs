use keeper_core::Timestamp;
use keeper_core::account::Account;
use keeper_core::app::AppDraft;
use keeper_core::health::Condition;
use keeper_core::identifier::HubId;
use keeper_core::installation::{Annotation, Installation};

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_000_000_000_000);
const OPEN: Standing = Standing::Open { lockable: true };

fn app(index: &mut Index, name: &str) -> AppId {
    let id = AppId::make_random();
    let draft = AppDraft {
        name: name.to_owned(),
        ..AppDraft::default()
    };
    let app = App {
        id,
        draft,
        secret_set_at: None,
        former_secret_set_at: None,
        fault: None,
        created_at: NOW,
        updated_at: NOW,
    };
    index.apps.insert(id, app);
    id
}

fn installed(
    index: &mut Index,
    app: AppId,
    hub: i64,
    name: &str,
    health: Health,
) -> InstallationId {
    let id = InstallationId::make_random();
    let account = Account {
        name: (!name.is_empty()).then(|| name.to_owned()),
        ..Account::with_hub_id(HubId(hub), NOW)
    };
    index.accounts.insert(HubId(hub), account);
    let installation = Installation {
        id,
        app,
        hub_id: HubId(hub),
        user_id: None,
        condition: Condition::Working,
        proven_at: None,
        requested: Vec::new(),
        granted: Vec::new(),
        installed_by: None,
        installed_at: NOW,
        authorized_at: NOW,
        last_error: None,
        forgotten_at: None,
        prints: None,
        annotation: Annotation::default(),
    };
    let entry = Entry {
        what: What::Installation(installation),
        scopes_behind: false,
        scopes: (0, 0),
        haystack: String::new(),
        account_key: (!name.is_empty()).then(|| name.to_lowercase()),
        app_key: index.apps[&app].draft.name.to_lowercase(),
        told: Some(health),
        unsaved: false,
    };
    index.entries.insert(id, entry);
    id
}

fn shown(index: &Index, standing: Standing) -> TrayMenu {
    menu(index, NOW, standing, Language::En)
}

/// The menu as an outline: submenus are indented, lines between groups are `-`.
fn outline(items: &[TrayItem]) -> Vec<String> {
    items
        .iter()
        .flat_map(|item| match item {
            TrayItem::Action { label, .. } => vec![label.clone()],
            TrayItem::Separator => vec!["-".to_owned()],
            TrayItem::Submenu { label, items } => {
                let inner = outline(items).into_iter().map(|line| format!("  {line}"));
                std::iter::once(label.clone()).chain(inner).collect()
            }
        })
        .collect()
}

fn action_of(items: &[TrayItem], wanted: &str) -> Option<TrayAction> {
    items.iter().find_map(|item| match item {
        TrayItem::Action { label, action } => (label == wanted).then_some(*action),
        TrayItem::Submenu { items, .. } => action_of(items, wanted),
        TrayItem::Separator => None,
    })
}

#[test]
fn with_nothing_installed_there_is_little_to_do() {
    let index = Index::default();
    let menu = shown(&index, OPEN);
    assert_eq!(
        outline(&menu.items),
        ["Open Portalkeeper", "-", "Lock the vault", "Quit"]
    );
    assert_eq!((menu.badge, menu.tooltip.as_str()), (0, "Portalkeeper"));
    let unlockable = shown(&index, Standing::Open { lockable: false });
    assert_eq!(
        outline(&unlockable.items),
        ["Open Portalkeeper", "-", "Quit"]
    );
}

#[test]
fn each_app_has_its_installations() {
    let mut index = Index::default();
    let (lantern, anchor) = (app(&mut index, "Lantern"), app(&mut index, "Anchor"));
    app(&mut index, "Not installed");
    let dead = installed(
        &mut index,
        lantern,
        1,
        "Old Mill",
        Health::NeedsReauthorization,
    );
    let alive = installed(&mut index, lantern, 2, "Brook", Health::Healthy);
    installed(&mut index, anchor, 3, "", Health::Unproven);
    installed(&mut index, anchor, 4, "Gone", Health::Revoked);
    let menu = shown(&index, OPEN);
    let expected = [
        "Open Portalkeeper",
        "-",
        "Anchor",
        "  Refresh all of Anchor",
        "  -",
        "  Copy token of Account 3",
        "Lantern",
        "  Refresh all of Lantern",
        "  -",
        "  Reauthorize Old Mill",
        "  -",
        "  Copy token of Brook",
        "-",
        "Lock the vault",
        "Quit",
    ];
    assert_eq!(outline(&menu.items), expected);
    assert_eq!(menu.badge, 1);
    assert_eq!(menu.tooltip, "Portalkeeper: 1 installation needs you");
    for (label, action) in [
        ("Refresh all of Lantern", TrayAction::Refresh(lantern)),
        ("Reauthorize Old Mill", TrayAction::Reauthorize(dead)),
        ("Copy token of Brook", TrayAction::CopyToken(alive)),
        ("Lock the vault", TrayAction::Lock),
        ("Quit", TrayAction::Quit),
    ] {
        assert_eq!(action_of(&menu.items, label), Some(action), "{label}");
    }
}

#[test]
fn many_are_named_as_far_as_a_menu_can_be_read() {
    let mut index = Index::default();
    let lantern = app(&mut index, "Lantern");
    for hub in 0..50 {
        let health = match hub % 2 {
            0 => Health::NeedsReauthorization,
            _ => Health::Healthy,
        };
        installed(
            &mut index,
            lantern,
            hub,
            &format!("Account {hub:02}"),
            health,
        );
    }
    let menu = shown(&index, OPEN);
    let lines = outline(&menu.items);
    let count = |begin: &str| lines.iter().filter(|line| line.starts_with(begin)).count();
    assert_eq!(count("  Reauthorize "), NAMED_AT_MOST);
    assert_eq!(count("  Copy token "), NAMED_AT_MOST);
    assert_eq!(count("  More in the window…"), 2);
    assert_eq!(lines[5], "  Reauthorize Account 00", "the first by name");
    let more = action_of(&menu.items, "More in the window…");
    assert_eq!(
        more,
        Some(TrayAction::Show(Place::InstallationsOf(lantern)))
    );
    assert_eq!(menu.badge, 25);
    assert_eq!(menu.tooltip, "Portalkeeper: 25 installations need you");
}

#[test]
fn many_apps_are_named_as_far_as_a_menu_can_be_read() {
    let mut index = Index::default();
    for number in 0..30 {
        let app = app(&mut index, &format!("App {number:02}"));
        installed(&mut index, app, number, "Brook", Health::Healthy);
    }
    let menu = shown(&index, OPEN);
    let is_submenu = |item: &&TrayItem| matches!(item, TrayItem::Submenu { .. });
    assert_eq!(menu.items.iter().filter(is_submenu).count(), APPS_AT_MOST);
    let more = action_of(&menu.items, "More in the window…");
    assert_eq!(more, Some(TrayAction::Show(Place::Installations)));
}

#[test]
fn a_locked_vault_offers_to_unlock_and_nothing_else() {
    let mut index = Index::default();
    let lantern = app(&mut index, "Lantern");
    installed(&mut index, lantern, 1, "Brook", Health::Healthy);
    let menu = shown(&index, Standing::Locked);
    assert_eq!(
        outline(&menu.items),
        ["Open Portalkeeper", "Unlock…", "Quit"]
    );
    assert_eq!(action_of(&menu.items, "Unlock…"), Some(TrayAction::Open));
}

#[test]
fn damaged_tokens_can_be_reauthorized() {
    let mut index = Index::default();
    let lantern = app(&mut index, "Lantern");
    let damaged = installed(&mut index, lantern, 1, "Brook", Health::TokenUnreadable);
    let menu = shown(&index, OPEN);
    let reauthorize = action_of(&menu.items, "Reauthorize Brook");
    assert_eq!(reauthorize, Some(TrayAction::Reauthorize(damaged)));
    assert_eq!(action_of(&menu.items, "Copy token of Brook"), None);
    assert_eq!(menu.badge, 1);
}

#[test]
fn looking_only_offers_nothing_that_changes() {
    let mut index = Index::default();
    let lantern = app(&mut index, "Lantern");
    installed(&mut index, lantern, 1, "Brook", Health::Healthy);
    let menu = shown(&index, Standing::Still);
    assert_eq!(outline(&menu.items), ["Open Portalkeeper", "Quit"]);
}

#[test]
fn a23_names_are_one_visible_line() {
    let mut index = Index::default();
    let hostile = app(&mut index, "Lan\u{202E}tern\n_x_ & {account}");
    installed(
        &mut index,
        hostile,
        1,
        "Old\u{2067}\r\nMill\u{200B}",
        Health::Healthy,
    );
    let lines = outline(&shown(&index, OPEN).items);
    assert_eq!(lines[2], "Lantern _x_ & {account}");
    assert_eq!(lines[3], "  Refresh all of Lantern _x_ & {account}");
    assert_eq!(lines[5], "  Copy token of Old Mill");
    let long = app(&mut index, &"å".repeat(500));
    installed(&mut index, long, 2, &"ß".repeat(500), Health::Healthy);
    let longest = outline(&shown(&index, OPEN).items).into_iter();
    let longest = longest.map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest < 100), "{longest:?}");
}

#[test]
fn german_is_spoken_where_it_is_chosen() {
    let mut index = Index::default();
    let lantern = app(&mut index, "Lantern");
    installed(
        &mut index,
        lantern,
        1,
        "Brook",
        Health::NeedsReauthorization,
    );
    let menu = menu(&index, NOW, OPEN, Language::De);
    assert!(action_of(&menu.items, "Brook neu autorisieren").is_some());
    assert_eq!(menu.tooltip, "Portalkeeper: 1 Installation braucht Sie");
}
